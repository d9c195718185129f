package dev.towpath.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The ratios as a picture: a row for each case, CPU time on the left, throughput on the right, the reference a line at 1. */
final class Chart {

    private static final int WIDTH = 1040;
    private static final int TOP = 96;
    private static final int BOTTOM = 64;
    private static final int LABELS = 308;
    private static final int PANEL = 340;
    private static final int GAP = 20;
    private static final int BAR = 10;
    private static final int BETWEEN_ROWS = 14;
    private static final double LONGEST = 2.0;

    /** What is drawn, in the order of the bars. */
    private enum Series {
        NATIVE("Towpath native", "native", List.of("towpath native")),
        JAR("Towpath jar", "jar", List.of("towpath jar")),
        HAPROXY_SPLICE("haproxy with splice", "splice", List.of("haproxy splice")),
        REFERENCE("C, the calls alone", "c", List.of("C sendfile", "C splice"));

        private final String title;
        private final String style;
        private final List<String> contenders;

        Series(String title, String style, List<String> contenders) {
            this.title = title;
            this.style = style;
            this.contenders = contenders;
        }
    }

    private final Results results;
    private final List<CaseFacts> cases;
    private final StringBuilder svg = new StringBuilder();

    Chart(Results results) {
        this.results = results;
        this.cases = results.cases().stream()
                .filter(facts -> !facts.control().isEmpty())
                .toList();
    }

    String svg() {
        int height = TOP + cases.stream().mapToInt(this::height).sum() + BOTTOM;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"title\">%n",
                WIDTH, height);
        add("<title id=\"title\">CPU time and throughput of Towpath against nginx and haproxy</title>%n");
        svg.append(STYLE);
        add("<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"8\"/>%n", WIDTH, height);
        legend();
        panel(LABELS, "CPU time: shorter is better", CaseFacts::cost, height);
        panel(LABELS + PANEL + GAP, "throughput: longer is better", CaseFacts::speed, height);
        labels();
        text("small", LABELS, height - 18, "start", note());
        return svg.append("</svg>\n").toString();
    }

    private void legend() {
        int x = 16;
        for (Series series : Series.values()) {
            add("<rect class=\"%s\" x=\"%d\" y=\"18\" width=\"14\" height=\"14\" rx=\"2\"/>%n", series.style, x);
            text("label", x + 20, 30, "start", series.title);
            x += 180;
        }
    }

    private String note() {
        return String.format(
                Locale.ROOT,
                "1.0 is nginx or haproxy in the same round; medians of %s rounds, %.0f cores, %s",
                results.roundsText(),
                Figure.need(results.run(), "cores"),
                results.run().text("date").replaceFirst("T.*", ""));
    }

    private void labels() {
        int y = TOP;
        for (CaseFacts facts : cases) {
            int middle = y + (height(facts) - BETWEEN_ROWS) / 2;
            text("label", LABELS - 12, middle, "end", facts.title());
            text("small", LABELS - 12, middle + 14, "end", "against " + facts.reference());
            y += height(facts);
        }
    }

    private void panel(int left, String title, Function<CaseFacts, String> figureOf, int height) {
        text("title", left, TOP - 36, "start", title);
        int bottom = height - BOTTOM;
        for (double tick = 0; tick <= LONGEST; tick += 0.5) {
            int x = left + length(tick);
            add(
                    "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
                    tick == 1 ? "one" : "grid", x, TOP - 8, x, bottom);
            text("small", x, TOP - 14, "middle", String.format(Locale.ROOT, "%.1f", tick));
            text("small", x, bottom + 16, "middle", String.format(Locale.ROOT, "%.1f", tick));
        }
        int y = TOP;
        for (CaseFacts facts : cases) {
            int bar = y;
            for (Series series : drawn(facts)) {
                OptionalDouble ratio = ratio(facts, series, figureOf.apply(facts));
                if (ratio.isPresent()) {
                    bar(series, left, bar, ratio.getAsDouble());
                }
                bar += BAR + 1;
            }
            y += height(facts);
        }
    }

    private void bar(Series series, int left, int y, double ratio) {
        int length = length(Math.min(ratio, LONGEST));
        add(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
                series.style, left, y, Math.max(1, length), BAR);
        String value = String.format(Locale.ROOT, ratio > LONGEST ? "%.2f →" : "%.2f", ratio);
        text("small value", left + length + 4, y + BAR - 1, "start", value);
    }

    private int height(CaseFacts facts) {
        return Math.max(3, drawn(facts).size()) * (BAR + 1) + BETWEEN_ROWS;
    }

    private List<Series> drawn(CaseFacts facts) {
        List<Series> drawn = new ArrayList<>();
        for (Series series : Series.values()) {
            if (ratio(facts, series, facts.cost()).isPresent()) {
                drawn.add(series);
            }
        }
        return drawn;
    }

    private OptionalDouble ratio(CaseFacts facts, Series series, String figure) {
        for (String contender : series.contenders) {
            OptionalDouble ratio = results.ratio(facts.name(), contender, facts.reference(), figure);
            if (ratio.isPresent()) {
                return ratio;
            }
        }
        return OptionalDouble.empty();
    }

    private static int length(double ratio) {
        return (int) Math.round(ratio / LONGEST * (PANEL - 40));
    }

    private void text(String style, int x, int y, String anchor, String text) {
        add(
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                style, x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;"));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    /** Its own ground, so that it can be read on any page, light or dark. */
    private static final String STYLE = """
            <style>
            text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
            .small { font-size: 11px; fill: #59636e; }
            .value { font-size: 10px; paint-order: stroke; stroke: #ffffff; stroke-width: 3px; }
            .title { font-weight: 600; }
            .ground { fill: #ffffff; }
            .grid { stroke: #d1d9e0; }
            .one { stroke: #59636e; stroke-width: 2; }
            .native { fill: #0969da; } .jar { fill: #80b3ee; } .splice { fill: #bc8c3c; } .c { fill: #9aa4ae; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .small { fill: #9198a1; }
            .value { stroke: #0d1117; }
            .ground { fill: #0d1117; }
            .grid { stroke: #3d444d; }
            .one { stroke: #9198a1; }
            .native { fill: #4493f8; } .jar { fill: #2b5d9e; } .splice { fill: #c69026; } .c { fill: #656c76; }
            }
            </style>
            """;
}
