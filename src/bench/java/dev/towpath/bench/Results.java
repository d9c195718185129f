package dev.towpath.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a raw file tells, in medians: of figures, and of the ratios of two contenders in the same round. */
final class Results {

    private final Fields run;
    private final Map<String, CaseFacts> cases = new LinkedHashMap<>();
    private final List<Fields> rounds;

    private Results(List<Fields> lines) {
        run = lines.stream()
                .filter(line -> line.text("kind").equals("run"))
                .findFirst()
                .orElseGet(Fields::new);
        lines.stream().filter(CaseFacts::isIn).map(CaseFacts::of).forEach(facts -> cases.put(facts.name(), facts));
        rounds = lines.stream()
                .filter(line -> line.text("kind").equals("round") && Figure.need(line, "round") > 0)
                .toList();
    }

    static Results of(List<Fields> lines) {
        return new Results(lines);
    }

    /** The machine, the versions and the arguments. */
    Fields run() {
        return run;
    }

    List<CaseFacts> cases() {
        return List.copyOf(cases.values());
    }

    Optional<CaseFacts> find(String name) {
        return Optional.ofNullable(cases.get(name));
    }

    List<String> contenders(String name) {
        return rounds.stream()
                .filter(line -> line.text("case").equals(name))
                .map(line -> line.text("contender"))
                .distinct()
                .sorted()
                .toList();
    }

    /** How many rounds count in the cases, as readers are told. */
    String roundsText() {
        IntSummaryStatistics counts = cases.keySet().stream()
                .mapToInt(name -> (int) rounds.stream()
                        .filter(line -> line.text("case").equals(name))
                        .mapToDouble(line -> Figure.need(line, "round"))
                        .distinct()
                        .count())
                .filter(count -> count > 0)
                .summaryStatistics();
        return counts.getMin() == counts.getMax()
                ? Integer.toString(counts.getMax())
                : counts.getMin() + " to " + counts.getMax();
    }

    /** The median of a figure over the rounds; nothing if it was not measured. */
    OptionalDouble median(String name, String contender, String figure) {
        return median(List.copyOf(values(name, contender, figure).values()));
    }

    /** The median, over the rounds, of a contender's figure divided by another's in the same round. */
    OptionalDouble ratio(String name, String contender, String reference, String figure) {
        Map<Integer, Double> others = values(name, reference, figure);
        List<Double> ratios = new ArrayList<>();
        values(name, contender, figure).forEach((round, value) -> {
            if (others.containsKey(round)) {
                ratios.add(value / others.get(round));
            }
        });
        return median(ratios);
    }

    /** By round; of the last attempt. */
    private Map<Integer, Double> values(String name, String contender, String figure) {
        List<Fields> lines = rounds.stream()
                .filter(line -> line.text("case").equals(name))
                .filter(line -> line.text("contender").equals(contender))
                .toList();
        double last = lines.stream()
                .map(line -> Figure.need(line, "attempt"))
                .max(Comparator.naturalOrder())
                .orElse(0.0);
        Map<Integer, Double> values = new LinkedHashMap<>();
        for (Fields line : lines) {
            if (Figure.need(line, "attempt") == last) {
                line.number(figure).ifPresent(value -> values.put((int) Figure.need(line, "round"), value));
            }
        }
        return values;
    }

    private static OptionalDouble median(List<Double> values) {
        if (values.isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return OptionalDouble.of(
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
    }
}
