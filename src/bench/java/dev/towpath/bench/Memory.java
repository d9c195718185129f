package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What some processes have together; memory in KiB.
 *
 * @param resident memory as {@code ps} shows it; what they share counts for each
 * @param proportional the same, but what is shared counts once among those who share it
 * @param anonymous what is of no file: heaps and stacks
 * @param descriptors how many files and sockets they have open, to see whether connections are there
 */
record Memory(double resident, double proportional, double anonymous, double descriptors) {

    static Memory of(List<Running> parts) throws IOException {
        Memory sum = new Memory(0, 0, 0, 0);
        for (Running part : parts) {
            for (long process : part.processIds()) {
                sum = sum.plus(of(process));
            }
        }
        return sum;
    }

    private static Memory of(long process) throws IOException {
        Path facts = Path.of("/proc", Long.toString(process));
        List<String> lines = Files.readAllLines(facts.resolve("smaps_rollup"));
        try (Stream<Path> descriptors = Files.list(facts.resolve("fd"))) {
            return new Memory(kib(lines, "Rss:"), kib(lines, "Pss:"), kib(lines, "Anonymous:"), descriptors.count());
        }
    }

    private static double kib(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private Memory plus(Memory other) {
        return new Memory(
                resident + other.resident,
                proportional + other.proportional,
                anonymous + other.anonymous,
                descriptors + other.descriptors);
    }

    /** Adds its figures under names that end so. */
    void put(Fields fields, String suffix) {
        fields.put("rss_kib" + suffix, resident)
                .put("pss_kib" + suffix, proportional)
                .put("anonymous_kib" + suffix, anonymous)
                .put("descriptors" + suffix, descriptors);
    }
}
