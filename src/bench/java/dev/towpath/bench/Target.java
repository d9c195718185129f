package dev.towpath.bench;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a figure should be.
 *
 * @param title for readers
 * @param cases in which it is looked at
 * @param contenders that it is looked at of
 * @param reference by whose figure it is divided, within each round; empty for the figure itself
 * @param must what has to be reached
 * @param reach what is aimed at
 */
record Target(
        String title,
        List<String> cases,
        List<String> contenders,
        String reference,
        String figure,
        Bound must,
        Bound reach) {

    private static final int COLUMNS = 7;

    /** @throws BenchException if it is not a line of the targets' file */
    static Target parse(String line) {
        String[] columns = line.split("\\|");
        if (columns.length != COLUMNS) {
            throw new BenchException("not a target: " + line);
        }
        return new Target(
                columns[0].strip(),
                words(columns[1]),
                words(columns[2]),
                columns[3].strip(),
                columns[4].strip(),
                Bound.parse(columns[5].strip()),
                Bound.parse(columns[6].strip()));
    }

    private static List<String> words(String column) {
        return Arrays.stream(column.split(",")).map(String::strip).toList();
    }

    OptionalDouble measured(Results results, String caseName, String contender) {
        return reference.isEmpty()
                ? results.median(caseName, contender, figure)
                : results.ratio(caseName, contender, reference, figure);
    }

    /** A limit, from above or below. */
    record Bound(boolean isAtMost, double limit) {

        static Bound parse(String text) {
            if (!text.matches("[<>]= [0-9.]+")) {
                throw new BenchException("not a bound: " + text);
            }
            return new Bound(text.startsWith("<"), Double.parseDouble(text.substring(3)));
        }

        boolean holds(double value) {
            return isAtMost ? value <= limit : value >= limit;
        }

        @Override
        public String toString() {
            return (isAtMost ? "<= " : ">= ") + (limit == Math.rint(limit) ? Long.toString((long) limit) : limit);
        }
    }
}
