package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of processes share: a folder, and the processes of a test, ended with it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class ProcessTest {

    @TempDir
    Path folder;

    private final List<ProcessUnderTest> processes = new CopyOnWriteArrayList<>();

    /** Whatever a peer does, nothing is told by a stack trace. */
    @AfterEach
    final void end_all_processes() throws Exception {
        for (ProcessUnderTest process : processes) {
            process.end();
        }
        for (ProcessUnderTest process : processes) {
            assertFalse(process.hasStackTrace(), process::toString);
        }
    }

    /** The form that is tested; overridden where it is not the jar. */
    Program program() {
        return Program.JAR;
    }

    final Launcher launcher() {
        return new Launcher(program(), folder, processes::add);
    }

    /** Runs a client verb to its end. */
    final ProcessUnderTest run(String... args) throws Exception {
        return launcher().run(args);
    }

    /** A folder below the test's own, with these files in it. */
    final Path root(String... names) throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        for (String name : names) {
            Files.writeString(root.resolve(name), "content of " + name + '\n');
        }
        return root;
    }

    /** Waits for the line about a transfer that did not end well. */
    static void awaitAccessLine(ProcessUnderTest node, String name) throws Exception {
        node.awaitStderr(Pattern.compile("DOWNLOAD " + name + " \\d+ bytes \\d+\\.\\d{3} s .*client"));
    }

    /** Waits until a node holds no more open than before. */
    static void awaitRest(ProcessUnderTest node, int filesAtRest) throws Exception {
        Await.until(
                Duration.ofSeconds(5),
                () -> ProcFs.openFiles(node.pid()) <= filesAtRest + 2
                        && node.admin("/nat").body().equals("[]"),
                () -> node);
    }

    /** A root with a file of that size which takes no room. */
    final Path sparse(long size) throws IOException {
        Path root = root();
        try (RandomAccessFile file = new RandomAccessFile(root.resolve("big").toFile(), "rw")) {
            file.setLength(size);
        }
        return root;
    }

    /** Asserts that it ended so, saying why in exactly one line. */
    static void assertFails(int exitCode, ProcessUnderTest process) throws Exception {
        assertEquals(exitCode, process.awaitEnd(), process::toString);
        assertEquals(1, process.errorLines().size(), process::toString);
        assertFalse(process.hasStackTrace(), process::toString);
    }

    /** Asserts that a client verb failed so, and that the one line is all it said. */
    static void assertFailsInOneLine(int exitCode, ProcessUnderTest process) throws Exception {
        assertFails(exitCode, process);
        assertEquals(process.errorLines(), process.stderr().lines().toList(), process::toString);
        assertEquals("", process.stdout(), process::toString);
    }

    /** Asserts that it ended with 0 and without an error. */
    static void assertDone(ProcessUnderTest process) throws Exception {
        assertEquals(0, process.awaitEnd(), process::toString);
        assertEquals(List.of(), process.errorLines(), process::toString);
    }

    /** What stands in a folder. */
    static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = taken()) {
            return socket.getLocalPort();
        }
    }

    /** A port of 127.0.0.1 that is taken until it is closed. */
    static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Runs a tool of the system, which must end with 0. */
    static void tool(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), String.join(" ", command));
        assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + said);
    }
}
