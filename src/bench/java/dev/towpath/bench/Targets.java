package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What the figures should be, from a file, beside what they are. */
final class Targets {

    private static final String ROW = "%-4s  %-8s  %-8s  %-8s  %s%n";

    private final List<Target> targets;

    private Targets(List<Target> targets) {
        this.targets = targets;
    }

    static Targets read(Path file) throws IOException {
        return new Targets(Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Target::parse)
                .toList());
    }

    /** A line for each target, case and contender that was measured. */
    String report(Results results) {
        StringBuilder report = new StringBuilder(String.format(ROW, "", "must", "reach", "measured", ""));
        for (Target target : targets) {
            for (String caseName : target.cases()) {
                for (String contender : target.contenders()) {
                    report.append(line(target, caseName, contender, results));
                }
            }
        }
        return report.toString();
    }

    private static String line(Target target, String caseName, String contender, Results results) {
        OptionalDouble measured = target.measured(results, caseName, contender);
        return String.format(
                Locale.ROOT,
                ROW,
                measured.isEmpty() ? "-" : target.must().holds(measured.getAsDouble()) ? "PASS" : "MISS",
                target.must(),
                target.reach(),
                measured.isEmpty()
                        ? "-"
                        : String.format(Locale.ROOT, "%.3g", measured.getAsDouble())
                                + (target.reach().holds(measured.getAsDouble()) ? " *" : ""),
                target.title() + " [" + caseName + ", " + contender + ']');
    }
}
