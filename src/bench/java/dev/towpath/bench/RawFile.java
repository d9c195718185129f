package dev.towpath.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What was measured, a JSON object a line. The field {@code kind} tells what a line is: {@code run} the machine, the versions and the
 * arguments, {@code configuration} a configuration's text, {@code case} what is compared in it, {@code round} one contender's figures
 * in one round, {@code skipped} why a case was left out.
 */
final class RawFile implements AutoCloseable {

    private final BufferedWriter writer;

    private RawFile(BufferedWriter writer) {
        this.writer = writer;
    }

    static RawFile create(Path path) throws IOException {
        return new RawFile(Files.newBufferedWriter(path));
    }

    static List<Fields> read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new BenchException("there is no " + path + ": nothing was measured yet");
        }
        return Files.readAllLines(path).stream().map(Fields::parse).toList();
    }

    /** Adds a line, at once: what was measured before a failure is there. */
    void add(Fields fields) throws IOException {
        writer.write(fields.json());
        writer.newLine();
        writer.flush();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
