package dev.towpath.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The same program twice in one run: where the two differ by more than {@value #LIMIT} in CPU time, or in what else a case is judged by,
 * what was measured beside them says nothing. Both readings must agree, the ratio of the medians and the median of the ratios within a
 * round, which is how all others are told.
 */
final class Control {

    private static final double LIMIT = 0.10;

    private final Results results;

    /** How far the two are apart in a figure, as a part of the smaller. */
    private record Difference(CaseFacts facts, String figure, double part) {

        boolean isSmall() {
            return part <= LIMIT;
        }

        String told() {
            return String.format(
                    Locale.ROOT,
                    "control %s: two of %s differ by %.1f %% in %s%s%n",
                    facts.name(),
                    facts.reference(),
                    part * 100,
                    Figure.unit(figure),
                    isSmall() ? "" : ", INCONCLUSIVE");
        }
    }

    Control(Results results) {
        this.results = results;
    }

    boolean isConclusive() {
        return differences().allMatch(Difference::isSmall);
    }

    /** A line for each figure that has a control. */
    String report() {
        return differences().map(Difference::told).collect(Collectors.joining());
    }

    private Stream<Difference> differences() {
        return results.cases().stream()
                .flatMap(facts -> facts.controlled().stream()
                        .flatMap(figure -> difference(facts, figure).stream()
                                .mapToObj(part -> new Difference(facts, figure, part))));
    }

    /** Nothing if the case has no control. */
    private OptionalDouble difference(CaseFacts facts, String figure) {
        Optional<Double> one = value(results.median(facts.name(), facts.control(), figure));
        Optional<Double> other = value(results.median(facts.name(), facts.reference(), figure));
        Optional<Double> ratio = value(results.ratio(facts.name(), facts.control(), facts.reference(), figure));
        if (one.isEmpty() || other.isEmpty() || ratio.isEmpty()) {
            return OptionalDouble.empty();
        }
        return Stream.of(one.get() / other.get(), ratio.get())
                .mapToDouble(value -> Math.max(value, 1 / value) - 1)
                .max();
    }

    private static Optional<Double> value(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
