package dev.towpath.it;

import dev.towpath.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program as it runs: what it wrote, where it listens, how it ended. Every wait has a limit. */
final class ProcessUnderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern LISTENS = Pattern.compile("(?:server|proxy) listens on \\S+:(\\d+) and");
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final Process process;
    private final Captured out;
    private final Captured err;

    ProcessUnderTest(Process process) {
        this.process = process;
        this.out = new Captured(process.getInputStream(), "stdout");
        this.err = new Captured(process.getErrorStream(), "stderr");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The port it says that it listens on. */
    int port() throws Exception {
        return Integer.parseInt(awaitStderr(LISTENS).group(1));
    }

    /** The port it listens on beside the one it tells of. */
    int adminPort() throws Exception {
        int main = port();
        for (String address : ProcFs.listening(pid())) {
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            if (port != main) {
                return port;
            }
        }
        throw new AssertionError("it has no management port: " + this);
    }

    /** What the management port answers to a GET. */
    HttpResponse<String> admin(String path) throws Exception {
        return get(adminPort(), path);
    }

    static HttpResponse<String> get(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HTTP.send(
                HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Waits until stderr has something that matches. */
    Matcher awaitStderr(Pattern pattern) throws Exception {
        return await(err, pattern);
    }

    /** Waits until stdout has something that matches. */
    Matcher awaitStdout(Pattern pattern) throws Exception {
        return await(out, pattern);
    }

    private Matcher await(Captured stream, Pattern pattern) throws Exception {
        Await.until(
                PATIENCE,
                () -> {
                    boolean ended = !process.isAlive() && stream.isOver();
                    boolean found = pattern.matcher(stream.text()).find();
                    if (ended && !found) {
                        throw new AssertionError("it ended without \"" + pattern + "\": " + this);
                    }
                    return found;
                },
                () -> "\"" + pattern + "\" from " + this);
        Matcher matcher = pattern.matcher(stream.text());
        matcher.find();
        return matcher;
    }

    /** Writes to its standard input. */
    void type(String text) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** Sends a signal by its name, {@code TERM} say. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (!kill.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    /** Waits for its end; the exit code. */
    int awaitEnd() throws Exception {
        return awaitEnd(PATIENCE);
    }

    /** Waits for its end, no longer than that; the exit code. */
    int awaitEnd(Duration limit) throws Exception {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit + ": " + this);
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    byte[] stdoutBytes() {
        return out.bytes();
    }

    String stdout() {
        return out.text();
    }

    String stderr() {
        return err.text();
    }

    List<String> stdoutLines() {
        return stdout().lines().toList();
    }

    /** The lines on stderr that tell the user of an error. */
    List<String> errorLines() {
        return stderr().lines().filter(line -> line.startsWith("towpath: ")).toList();
    }

    /** True if anything of a stack trace was printed. */
    boolean hasStackTrace() {
        return stderr().lines().anyMatch(line -> line.startsWith("\tat ") || line.startsWith("Exception in thread"));
    }

    /** Ends it, however it is. */
    void end() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        String state = process.isAlive() ? "running" : "exit " + process.exitValue();
        return state + "\n--- stdout\n" + shortened(stdout()) + "\n--- stderr\n" + shortened(stderr());
    }

    private static String shortened(String text) {
        return text.length() > 4000 ? text.substring(0, 4000) + "…" : text;
    }

    /** What a stream has brought so far. */
    private static final class Captured {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Thread reader;

        Captured(InputStream in, String name) {
            reader = new Thread(() -> copy(in), name);
            reader.setDaemon(true);
            reader.start();
        }

        private void copy(InputStream in) {
            byte[] buffer = new byte[64 * 1024];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    bytes.write(buffer, 0, n);
                }
            } catch (IOException e) {
                // the process was ended by force
            }
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        boolean isOver() {
            return !reader.isAlive();
        }

        void awaitEnd() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
        }
    }
}
