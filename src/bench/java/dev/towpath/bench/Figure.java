package dev.towpath.bench;

import java.util.List;
import java.util.Map;

/** The names of the figures that are made of others, and their making. */
final class Figure {

    static final String MIB_PER_SECOND = "mib_s";
    static final String CPU_PER_GIB = "cpu_s_per_gib";
    static final String REQUESTS_PER_SECOND = "requests_s";
    static final String CPU_PER_REQUEST = "cpu_us_per_request";
    static final String FILES_PER_SECOND = "files_s";
    static final String CPU_PER_FILE = "cpu_us_per_file";
    static final String SECONDS = "seconds";

    static final String KIB_PER_CONNECTION = "kib_per_connection";
    static final String KIB_PER_CONNECTION_WORKED = "kib_per_connection_worked";
    static final String LISTENING = "listening_ms";
    static final String ANSWERING = "answering_ms";
    static final String RESIDENT = "rss_kib";

    /** Those of a case without a reference that readers are told. */
    static final List<String> TOLD =
            List.of(KIB_PER_CONNECTION, KIB_PER_CONNECTION_WORKED, LISTENING, ANSWERING, RESIDENT);

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry(MIB_PER_SECOND, "MiB/s"),
            Map.entry(CPU_PER_GIB, "s/GiB"),
            Map.entry(REQUESTS_PER_SECOND, "requests/s"),
            Map.entry(CPU_PER_REQUEST, "µs a request"),
            Map.entry(FILES_PER_SECOND, "files/s"),
            Map.entry(CPU_PER_FILE, "µs a file"),
            Map.entry(KIB_PER_CONNECTION, "KiB a connection"),
            Map.entry(KIB_PER_CONNECTION_WORKED, "KiB after more work"),
            Map.entry(LISTENING, "ms to listening"),
            Map.entry(ANSWERING, "ms to the first answer"),
            Map.entry(RESIDENT, "KiB resident"));

    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private Figure() {}

    /** Adds what a load's figures mean for large bodies. */
    static Fields ofBytes(Fields load) {
        double bytes = need(load, "bytes");
        return load.put(MIB_PER_SECOND, bytes / MIB / need(load, SECONDS))
                .put(CPU_PER_GIB, need(load, "cpu_s") / (bytes / GIB));
    }

    /** Adds what a load's figures mean for small answers. */
    static Fields ofRequests(Fields load) {
        double answers = need(load, "answers");
        return load.put(REQUESTS_PER_SECOND, answers / need(load, SECONDS))
                .put(CPU_PER_REQUEST, need(load, "cpu_s") * 1e6 / answers);
    }

    /** Adds what a client's figures mean that moved so many bytes: its own CPU time, and that of all together. */
    static Fields ofTransfer(Fields timed, long bytes) {
        double client = need(timed, "client_cpu_s");
        return timed.put(MIB_PER_SECOND, bytes / MIB / need(timed, SECONDS))
                .put("client_cpu_s_per_gib", client / (bytes / GIB))
                .put(CPU_PER_GIB, (client + need(timed, "cpu_s")) / (bytes / GIB));
    }

    /** Adds what a client's figures mean that moved so many files, with the CPU time of all together. */
    static Fields ofFiles(Fields timed, int files) {
        double cpu = need(timed, "client_cpu_s") + need(timed, "cpu_s");
        return timed.put(FILES_PER_SECOND, files / need(timed, SECONDS)).put(CPU_PER_FILE, cpu * 1e6 / files);
    }

    static String unit(String figure) {
        return UNITS.getOrDefault(figure, figure);
    }

    static double need(Fields fields, String name) {
        return fields.number(name).orElseThrow(() -> new BenchException("no " + name + " in " + fields.json()));
    }
}
