package dev.towpath.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The results as Markdown: ratios where there is a reference, figures where there is none. */
final class Table {

    private static final String NONE = "";

    private final Results results;

    Table(Results results) {
        this.results = results;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(conditions());
        text.append(ratios("CPU time, smaller is better", CaseFacts::cost));
        text.append(ratios("Throughput, larger is better", CaseFacts::speed));
        text.append(latencies());
        return text.append(figures()).toString();
    }

    private String conditions() {
        Fields run = results.run();
        return String.format(
                Locale.ROOT,
                "Measured on %s: %.0f cores (%s), %.0f MiB, %s; %s, %s, %s; %s. Each ratio is the median of the ratios within each of"
                        + " %s rounds.%n%n",
                run.text("date").replaceFirst("T.*", ""),
                Figure.need(run, "cores"),
                run.text("processor"),
                Figure.need(run, "memory_mib"),
                run.text("kernel").replaceFirst("([0-9]+\\.[0-9]+).*", "$1"),
                run.text("nginx").replaceFirst("nginx version: ", ""),
                run.text("haproxy").replaceFirst("HAProxy version (\\S+).*", "haproxy/$1"),
                run.text("java"),
                run.text("towpath_jar"),
                results.roundsText());
    }

    private String ratios(String title, Function<CaseFacts, String> figureOf) {
        List<CaseFacts> cases = results.cases().stream()
                .filter(facts ->
                        !facts.reference().isEmpty() && !figureOf.apply(facts).isEmpty())
                .toList();
        if (cases.isEmpty()) {
            return NONE;
        }
        StringBuilder text = new StringBuilder();
        row(text, List.of(title, "against", "Towpath native", "Towpath jar", "beside them"));
        row(text, List.of("---", "---", "---", "---", "---"));
        for (CaseFacts facts : cases) {
            String figure = figureOf.apply(facts);
            row(
                    text,
                    List.of(
                            facts.title(),
                            absolute(facts, figure),
                            ratio(facts, Kind.NATIVE.contender(), figure),
                            ratio(facts, Kind.JAR.contender(), figure),
                            others(facts, figure)));
        }
        return text.append('\n').toString();
    }

    private String absolute(CaseFacts facts, String figure) {
        OptionalDouble median = results.median(facts.name(), facts.reference(), figure);
        return median.isEmpty() ? NONE : facts.reference() + ", " + written(figure, median.getAsDouble());
    }

    private String ratio(CaseFacts facts, String contender, String figure) {
        OptionalDouble ratio = results.ratio(facts.name(), contender, facts.reference(), figure);
        return ratio.isEmpty() ? NONE : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    private String others(CaseFacts facts, String figure) {
        List<String> told = new ArrayList<>();
        for (String contender : results.contenders(facts.name())) {
            if (!contender.startsWith("towpath") && !contender.equals(facts.reference())) {
                told.add(contender + ' ' + ratio(facts, contender, figure));
            }
        }
        return String.join(", ", told);
    }

    /** Of the cases with small answers: how long one takes, half of them and 99 of 100. */
    private String latencies() {
        StringBuilder text = new StringBuilder();
        for (CaseFacts facts : results.cases()) {
            if (facts.cost().equals(Figure.CPU_PER_REQUEST)) {
                row(
                        text,
                        List.of(
                                facts.title(),
                                facts.reference() + ' ' + latency(facts, facts.reference()),
                                latency(facts, Kind.NATIVE.contender()),
                                latency(facts, Kind.JAR.contender())));
            }
        }
        if (text.isEmpty()) {
            return NONE;
        }
        StringBuilder head = new StringBuilder();
        row(head, List.of("Latency in ms, median / p99", "against", "Towpath native", "Towpath jar"));
        row(head, List.of("---", "---", "---", "---"));
        return head.append(text).append('\n').toString();
    }

    private String latency(CaseFacts facts, String contender) {
        OptionalDouble half = results.median(facts.name(), contender, "p50_us");
        OptionalDouble most = results.median(facts.name(), contender, "p99_us");
        return half.isEmpty() || most.isEmpty()
                ? NONE
                : String.format(Locale.ROOT, "%.2f / %.1f", half.getAsDouble() / 1e3, most.getAsDouble() / 1e3);
    }

    /** The cases without a reference: what each contender has, and each of its figures that is told. */
    private String figures() {
        StringBuilder text = new StringBuilder();
        for (CaseFacts facts : results.cases()) {
            if (!facts.reference().isEmpty()) {
                continue;
            }
            for (String contender : results.contenders(facts.name())) {
                List<String> told = new ArrayList<>();
                for (String figure : Figure.TOLD) {
                    results.median(facts.name(), contender, figure)
                            .ifPresent(median -> told.add(written(figure, median)));
                }
                row(text, List.of(facts.title(), contender, String.join(", ", told)));
            }
        }
        if (text.isEmpty()) {
            return NONE;
        }
        StringBuilder head = new StringBuilder();
        row(head, List.of("At rest, and waiting", "of", "median"));
        row(head, List.of("---", "---", "---"));
        return head.append(text).append('\n').toString();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String written(String figure, double value) {
        return String.format(
                Locale.ROOT,
                value >= 1000 ? "%,.0f %s" : value >= 10 ? "%.0f %s" : "%.2f %s",
                value,
                Figure.unit(figure));
    }
}
