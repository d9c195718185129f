package dev.towpath.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The same program twice in one run: where the two differ by more than {@value #LIMIT} in CPU time, what was measured beside them says
 * nothing. Both readings must agree, the ratio of the medians and the median of the ratios within a round, which is how all others are
 * told.
 */
final class Control {

    private static final double LIMIT = 0.10;

    private final Results results;

    Control(Results results) {
        this.results = results;
    }

    boolean isConclusive() {
        return results.cases().stream().allMatch(facts -> difference(facts).orElse(0) <= LIMIT);
    }

    /** A line for each case that has a control. */
    String report() {
        StringBuilder report = new StringBuilder();
        for (CaseFacts facts : results.cases()) {
            difference(facts)
                    .ifPresent(difference -> report.append(String.format(
                            Locale.ROOT,
                            "control %s: two of %s differ by %.1f %% in CPU time%s%n",
                            facts.name(),
                            facts.reference(),
                            difference * 100,
                            difference <= LIMIT ? "" : ", INCONCLUSIVE")));
        }
        return report.toString();
    }

    /** As a part of the smaller; nothing if the case has no control. */
    private OptionalDouble difference(CaseFacts facts) {
        Optional<Double> one = value(results.median(facts.name(), facts.control(), facts.cost()));
        Optional<Double> other = value(results.median(facts.name(), facts.reference(), facts.cost()));
        Optional<Double> ratio = value(results.ratio(facts.name(), facts.control(), facts.reference(), facts.cost()));
        if (one.isEmpty() || other.isEmpty() || ratio.isEmpty()) {
            return OptionalDouble.empty();
        }
        return List.of(one.get() / other.get(), ratio.get()).stream()
                .mapToDouble(value -> Math.max(value, 1 / value) - 1)
                .max();
    }

    private static Optional<Double> value(OptionalDouble value) {
        return value.isPresent() ? Optional.of(value.getAsDouble()) : Optional.empty();
    }
}
