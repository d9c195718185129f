package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What memory some processes have together, in KiB.
 *
 * @param resident as {@code ps} shows it; what they share counts for each
 * @param proportional the same, but what is shared counts once among those who share it
 * @param anonymous what is of no file: heaps and stacks
 */
record Memory(double resident, double proportional, double anonymous) {

    static Memory of(List<Running> parts) throws IOException {
        Memory sum = new Memory(0, 0, 0);
        for (Running part : parts) {
            for (long process : part.processIds()) {
                sum = sum.plus(of(process));
            }
        }
        return sum;
    }

    private static Memory of(long process) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(process), "smaps_rollup"));
        return new Memory(kib(lines, "Rss:"), kib(lines, "Pss:"), kib(lines, "Anonymous:"));
    }

    private static double kib(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private Memory plus(Memory other) {
        return new Memory(resident + other.resident, proportional + other.proportional, anonymous + other.anonymous);
    }

    /** Adds its figures under names that end so. */
    void put(Fields fields, String suffix) {
        fields.put("rss_kib" + suffix, resident)
                .put("pss_kib" + suffix, proportional)
                .put("anonymous_kib" + suffix, anonymous);
    }
}
