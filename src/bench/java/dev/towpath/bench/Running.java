package dev.towpath.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process that listens, with whatever it started itself. */
final class Running implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);
    private static final long BETWEEN_TRIES_MS = 20;
    private static final int LINES_TOLD = 10;

    private final Process process;
    private final int port;
    private final Path log;

    private Running(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** Starts it and waits until it listens. */
    static Running start(ProcessBuilder builder, int port, Path log) throws IOException, InterruptedException {
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        Running running = new Running(builder.start(), port, log);
        try {
            running.awaitListening();
            return running;
        } catch (BenchException | InterruptedException failure) {
            running.close();
            throw failure;
        }
    }

    private void awaitListening() throws InterruptedException, IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isListening()) {
            if (!process.isAlive()) {
                throw new BenchException("ended before it listened: " + command() + System.lineSeparator() + logged());
            }
            if (System.nanoTime() > deadline) {
                throw new BenchException("does not listen: " + command() + System.lineSeparator() + logged());
            }
            TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MS);
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private String command() {
        return process.info().commandLine().orElse(log.getFileName().toString());
    }

    private String logged() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join(System.lineSeparator(), lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size()));
    }

    int port() {
        return port;
    }

    /** The processes whose CPU time and memory are its own. */
    List<Long> processIds() {
        return tree().map(ProcessHandle::pid).toList();
    }

    /** Has its JVM collect all garbage. */
    void collectGarbage() throws IOException, InterruptedException {
        List<String> command = List.of(Kind.java("jcmd"), Long.toString(process.pid()), "GC.run");
        Process jcmd = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (jcmd.waitFor() != 0) {
            throw new BenchException("failed: " + String.join(" ", command));
        }
    }

    private Stream<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.toHandle().descendants());
    }

    /** Ends it at once, with all that it started. */
    @Override
    public void close() {
        List<ProcessHandle> all = tree().collect(Collectors.toList());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(ended -> ended.onExit()
                .orTimeout(5, TimeUnit.SECONDS)
                .exceptionally(late -> ended)
                .join());
    }
}
