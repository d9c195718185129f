package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the benchmark's programs in C, each of which prints what it measured as one JSON object. */
final class Tool {

    /** Far beyond what any of them takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Lab lab;

    Tool(Lab lab) {
        this.lab = lab;
    }

    /**
     * Puts a load on a contender.
     *
     * @param verb {@code get}, {@code list} or {@code put}
     * @param name of the file, or of the local one that is uploaded
     * @param size of the file in bytes, or of the listing in names
     */
    Fields load(Contender contender, String verb, String name, long size, int connections, double seconds)
            throws IOException, InterruptedException {
        return run(List.of(
                lab.tool("load"),
                verb,
                contender.protocol(),
                Integer.toString(contender.port()),
                name,
                Long.toString(size),
                Integer.toString(connections),
                Double.toString(seconds),
                contender.watched()));
    }

    /** Holds connections, each of which has had one small answer. */
    Held hold(Contender contender, int connections) throws IOException {
        return Held.start(lab.command(List.of(
                lab.tool("load"),
                "hold",
                contender.protocol(),
                Integer.toString(contender.port()),
                Served.KIB,
                Integer.toString(Served.KIB_BYTES),
                Integer.toString(connections))));
    }

    /** Runs a command, and counts its CPU time and that of those processes. */
    Fields timed(String watched, List<String> command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(lab.tool("timed"), watched));
        line.addAll(command);
        return run(line);
    }

    /** Starts a node that listens on that port, and ends it. */
    Fields start(int port, int restMillis, List<String> command) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(lab.tool("start"), Integer.toString(port), Integer.toString(restMillis)));
        line.addAll(command);
        return run(line);
    }

    private Fields run(List<String> command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("bench", ".json");
        Path log = Files.createTempFile("bench", ".log");
        try {
            Process process = lab.command(command)
                    .redirectOutput(printed.toFile())
                    .redirectError(log.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new BenchException("did not end: " + String.join(" ", command));
            }
            if (process.exitValue() != 0) {
                throw new BenchException(String.join(" ", command) + System.lineSeparator() + Files.readString(log));
            }
            return Fields.parse(Files.readString(printed).strip());
        } finally {
            Files.delete(printed);
            Files.delete(log);
        }
    }
}
