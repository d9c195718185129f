package dev.towpath.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param rounds that are measured
 * @param warmups rounds before them that are not
 * @param seconds for how long a load keeps asking, each time
 * @param cases the names of the cases, or the beginnings of such; none for all
 * @param isQuick true for small files and few rounds: to see that everything works, not how fast
 * @param isRendering true to write the table and the chart from what was measured before, and measure nothing
 */
record Options(
        int rounds,
        int warmups,
        double seconds,
        List<String> cases,
        boolean isQuick,
        boolean isRendering,
        String line) {

    private static final int ROUNDS = 7;
    private static final int WARMUPS = 2;
    private static final double SECONDS = 1.0;

    private static final int QUICK_ROUNDS = 3;
    private static final int QUICK_WARMUPS = 1;
    private static final double QUICK_SECONDS = 0.1;

    Options {
        if (rounds < 1 || warmups < 0 || seconds <= 0) {
            throw new IllegalArgumentException("at least one round, and some time");
        }
        cases = List.copyOf(cases);
    }

    /** @throws IllegalArgumentException with a message for the user */
    static Options parse(List<String> args) {
        boolean isQuick = args.contains("--quick");
        int rounds = isQuick ? QUICK_ROUNDS : ROUNDS;
        int warmups = isQuick ? QUICK_WARMUPS : WARMUPS;
        double seconds = isQuick ? QUICK_SECONDS : SECONDS;
        List<String> cases = new ArrayList<>();
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--rounds" -> rounds = (int) number(option, rest);
                case "--warmups" -> warmups = (int) number(option, rest);
                case "--seconds" -> seconds = number(option, rest);
                case "--cases" -> cases.addAll(List.of(value(option, rest).split(",")));
                case "--quick", "--render" -> {}
                default -> throw new IllegalArgumentException("no such option: " + option);
            }
        }
        return new Options(rounds, warmups, seconds, cases, isQuick, args.contains("--render"), String.join(" ", args));
    }

    private static double number(String option, Iterator<String> rest) {
        String value = value(option, rest);
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(option + " needs a number, not " + value, wrong);
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    boolean asksFor(String caseName) {
        return cases.isEmpty() || cases.stream().anyMatch(caseName::startsWith);
    }

    /** True for a run whose results may stand in the README. */
    boolean isWhole() {
        return cases.isEmpty() && !isQuick && rounds >= ROUNDS && warmups >= WARMUPS;
    }
}
