package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client whose disk takes no more. */
class FullDiskIT extends ProcessTest {

    private static final int SIZE = 8 * 1024 * 1024;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void a_full_device_is_exit_27() throws Exception {
        try (StandIn server = server()) {
            assertFailsInOneLine(27, run("get", GetIT.location(server, "file"), "/dev/full"));
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void a_full_standard_output_is_exit_27() throws Exception {
        try (StandIn server = server()) {
            ProcessUnderTest get = wrapped("exec \"$@\" >/dev/full", "get", GetIT.location(server, "file"), "-");

            assertFailsInOneLine(27, get);
        }
    }

    @Test
    void a_file_that_may_not_grow_is_exit_27_and_never_stands_under_its_name() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        try (StandIn server = server()) {
            // 512-byte blocks for one shell, KiB for another: below the file's size by either
            ProcessUnderTest get =
                    wrapped("ulimit -f 2048; exec \"$@\"", "get", GetIT.location(server, "file"), "target/");

            assertFailsInOneLine(27, get);
        }
        assertFalse(Files.exists(target.resolve("file")));
        assertTrue(Files.size(target.resolve("file.part")) < SIZE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get -", "cat"})
    void a_reader_that_has_enough_is_no_error_and_no_success(String how) throws Exception {
        try (StandIn server = server()) {
            List<String> command = new ArrayList<>(List.of(how.split(" ")[0], GetIT.location(server, "file")));
            if (how.endsWith("-")) {
                command.add("-");
            }
            ProcessUnderTest get =
                    wrapped("{ \"$@\"; echo \"code $?\" >&2; } | head -c 5", command.toArray(String[]::new));

            assertEquals(0, get.awaitEnd(), get::toString);
            assertEquals("\0".repeat(5), get.stdout());
            assertEquals("code 141\n", get.stderr());
        }
    }

    @Test
    void a_listing_that_nobody_reads_to_its_end_is_quiet_too() throws Exception {
        String names =
                IntStream.range(0, 50_000).mapToObj(i -> "file-" + i + '\n').collect(Collectors.joining());
        try (StandIn server = StandIn.answeringOnce(line -> "OK\n" + names + "END\n")) {
            ProcessUnderTest ls =
                    wrapped("{ \"$@\"; echo \"code $?\" >&2; } | head -n 1", "ls", GetIT.location(server, ""));

            assertEquals("file-0\n", ls.stdout());
            assertEquals("code 141\n", ls.stderr());
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void a_listing_that_does_not_fit_is_exit_27() throws Exception {
        try (StandIn server = StandIn.answeringOnce(line -> "OK\na\nEND\n")) {
            assertFailsInOneLine(27, wrapped("exec \"$@\" >/dev/full", "ls", GetIT.location(server, "")));
        }
    }

    private ProcessUnderTest wrapped(String script, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
        command.addAll(launcher().command(args));
        ProcessUnderTest process = launcher().startCommand(command);
        process.closeInput();
        process.awaitEnd();
        return process;
    }

    private static StandIn server() throws Exception {
        return new StandIn(peer -> {
            peer.readLine();
            peer.send("OK " + SIZE + '\n');
            peer.send(new byte[SIZE]);
            peer.awaitEnd();
        });
    }
}
