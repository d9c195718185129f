package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a server that lies: the right exit code, one line, nothing where it does not belong, no escape sequences. */
class LyingServerIT extends ProcessTest {

    private static final String ESC = "\u001b";

    /** The client runs in a folder below, so that a name that climbs would be seen. */
    @AfterEach
    void nothing_is_left_outside_the_target() throws Exception {
        assertTrue(Set.of("target").containsAll(names(folder)), () -> "found " + folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | HTTP/1.1 200 OK\\r\\n\\r\\n",
                "1 | OK\\n",
                "1 | OK 5 more\\n",
                "1 | OK -5\\n",
                "1 | OK 007\\nabcdefg",
                "1 | OK 9223372036854775808\\n",
                "1 | OK 99999999999999999999\\n",
                "1 | OK  5\\nhello",
                "1 | WAIT\\n",
                "1 | GO 0 5\\n",
                "1 | ERR\\n",
                "1 | \\0\\0\\0\\0\\n",
                "23 | ''",
                "23 | OK 5",
                "23 | OK 9223372036854775807\\nhello",
                "23 | OK 5\\nhell",
                "20 | ERR proxy error: refused\\n",
                "20 | ERR proxy error: unknown host\\n",
                "22 | ERR proxy error: timeout\\n",
                "23 | ERR proxy error: closed early\\n",
                "21 | ERR relay to 10.0.0.1:9001 is not allowed\\n",
                "25 | ERR not allowed\\n",
                "25 | ERR read only\\n",
                "4 | ERR file not found\\n",
                "2 | ERR bad name\\n",
                "1 | ERR busy\\n",
                "1 | ERR something nobody ever heard of\\n"
            })
    void an_answer_is_worth_its_exit_code(int exitCode, String answer) throws Exception {
        ProcessUnderTest get = get(answer.translateEscapes().getBytes(StandardCharsets.UTF_8));

        assertFailsInOneLine(exitCode, get);
        assertFalse(Files.exists(folder.resolve("target/file")));
    }

    @Test
    void an_over_long_body_is_cut_where_the_size_said() throws Exception {
        ProcessUnderTest get = get("OK 5\nhello and more".getBytes(StandardCharsets.UTF_8));

        assertDone(get);
        assertEquals("hello", Files.readString(folder.resolve("target/file")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "ls", "ping"})
    void silence_is_exit_22(String verb) throws Exception {
        try (StandIn server = new StandIn(StandIn.Peer::awaitEnd)) {
            ProcessUnderTest client = launcher()
                    .limit("hop-timeout", "100ms")
                    .run(verb, "--timeout", "300ms", GetIT.location(server, verb.equals("get") ? "file" : ""));

            assertFailsInOneLine(22, client);
        }
    }

    @Test
    void half_a_first_line_and_silence_is_exit_22() throws Exception {
        try (StandIn server = new StandIn(peer -> {
            peer.send("OK 5");
            peer.awaitEnd();
        })) {
            ProcessUnderTest get = launcher()
                    .limit("hop-timeout", "100ms")
                    .run("get", "--timeout", "300ms", GetIT.location(server, "file"));

            assertFailsInOneLine(22, get);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "ls"})
    void a_first_line_without_end_is_exit_1(String verb) throws Exception {
        byte[] endless = "x".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (StandIn server = new StandIn(peer -> {
            peer.send(endless);
            peer.awaitEnd();
        })) {
            assertFailsInOneLine(1, run(verb, GetIT.location(server, verb.equals("get") ? "file" : "")));
        }
    }

    @Test
    void an_error_text_is_shown_without_what_a_terminal_would_obey() throws Exception {
        ProcessUnderTest get =
                get("ERR \u001b[2J\u001b]0;owned\u0007 \u009b31m red\u202e\r\n".getBytes(StandardCharsets.UTF_8));

        assertFailsInOneLine(1, get);
        assertHarmless(get);
        assertTrue(get.stderr().contains("\\u001b[2J"), get::toString);
    }

    @Test
    void a_listing_shows_no_name_that_leads_out_and_nothing_that_a_terminal_obeys() throws Exception {
        String listing =
                "OK\ngood\n../up\n..\n.\n/etc/passwd\na/b\n\u001b[31mred\nx\u0000y\nover\u202eturned\n\nlast one\nEND\n";
        try (StandIn server = StandIn.answering(line -> listing)) {
            ProcessUnderTest ls = run("ls", GetIT.location(server, ""));

            assertDone(ls);
            assertEquals("good\nover\\u202eturned\nlast one\n", ls.stdout());
            assertHarmless(ls);

            ProcessUnderTest json = run("ls", "--json", GetIT.location(server, ""));
            assertDone(json);
            assertEquals(3, json.stdoutLines().size());
            assertHarmless(json);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"23 | OK\\na\\n", "23 | OK\\na\\nEN", "1 | OK 5\\nhello", "1 | nonsense\\n", "1 | ERR no\\n"})
    void a_listing_that_is_none_is_worth_its_exit_code(int exitCode, String answer) throws Exception {
        try (StandIn server = StandIn.answeringOnce(line -> answer.translateEscapes())) {
            assertFailsInOneLine(exitCode, run("ls", GetIT.location(server, "")));
        }
    }

    @Test
    void a_listing_with_a_line_that_is_too_long_is_exit_1() throws Exception {
        try (StandIn server = StandIn.answeringOnce(line -> "OK\n" + "x".repeat(100_000) + "\nEND\n")) {
            assertFailsInOneLine(1, run("ls", GetIT.location(server, "")));
        }
    }

    @Test
    void a_ping_answered_with_nonsense_is_exit_20() throws Exception {
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            assertFailsInOneLine(20, run("ping", GetIT.location(server, "")));
        }
    }

    /** A download into a folder from a server that answers so and closes. */
    private ProcessUnderTest get(byte[] answer) throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        try (StandIn server = new StandIn(peer -> {
            peer.readLine();
            peer.send(answer);
        })) {
            return run("get", GetIT.location(server, "file"), target + "/");
        }
    }

    private static void assertHarmless(ProcessUnderTest process) {
        for (String text : new String[] {process.stdout(), process.stderr()}) {
            assertFalse(text.contains(ESC), process::toString);
            assertTrue(text.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)), process::toString);
            assertFalse(text.contains("\u202e"), process::toString);
        }
    }
}
