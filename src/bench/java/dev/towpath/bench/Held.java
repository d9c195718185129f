package dev.towpath.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Connections that are held open until this is closed. */
final class Held implements AutoCloseable {

    private final Process process;

    private Held(Process process) {
        this.process = process;
    }

    /** Waits until they are all there. */
    static Held start(ProcessBuilder load) throws IOException {
        Process process = load.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
        Held held = new Held(process);
        if (printed.readLine() == null) {
            held.close();
            throw new BenchException("the connections could not be made");
        }
        return held;
    }

    /** Fails if they are not held any more. */
    void check() {
        if (!process.isAlive()) {
            throw new BenchException("the connections were not held");
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException end) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
