package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shell, fed from a pipe and by a person at a terminal. */
class ShellIT extends ProcessTest {

    @Test
    void it_lists_and_downloads_and_its_words_are_quoted_as_in_a_shell() throws Exception {
        byte[] content = RawClient.pattern(1_000_000, 9);
        Path root = root("plain");
        Files.write(root.resolve("my file"), content);
        Files.writeString(root.resolve("it's"), "x");
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root).port());

        ProcessUnderTest shell = shell(proxy.port(), """
                list

                download "my file"
                get 'my file' "sub/other name"
                dl it\\'s 'copy'
                ls
                exit
                download plain
                """);

        assertDone(shell);
        assertEquals("it's\nmy file\nplain\n".repeat(2), shell.stdout());
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("my file")));
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("sub/other name")));
        assertEquals("x", Files.readString(folder.resolve("copy")));
        assertFalse(Files.exists(folder.resolve("plain")), "nothing is done behind exit");
    }

    @Test
    void a_failed_command_is_one_line_and_the_shell_goes_on() throws Exception {
        ProcessUnderTest server = launcher().server(root("a"));

        ProcessUnderTest shell = shell(server.port(), """
                nonsense
                download
                download "unclosed
                download ../a
                download missing
                download a -
                """);

        assertEquals(4, shell.awaitEnd(), "the last failure's");
        assertEquals("content of a\n", shell.stdout());
        assertEquals(5, shell.errorLines().size(), shell::toString);
        assertFalse(Files.exists(folder.resolve("missing.part")));
    }

    @Test
    void without_an_exit_it_ends_with_its_input() throws Exception {
        ProcessUnderTest shell = shell(launcher().server(root("a")).port(), "list");

        assertDone(shell);
        assertEquals("a\n", shell.stdout());
    }

    @Test
    void a_node_that_goes_away_is_a_line_for_each_command() throws Exception {
        ProcessUnderTest shell = shell(freePort(), "list\ndownload a\nhelp\nquit\n");

        assertEquals(20, shell.awaitEnd(), shell::toString);
        assertEquals(2, shell.errorLines().size(), shell::toString);
        assertTrue(shell.stdout().startsWith("ls "), shell::toString);
    }

    @Test
    void what_a_server_lies_is_harmless_here_too() throws Exception {
        try (StandIn server = StandIn.answeringOnce(
                line -> line.startsWith("LIST") ? "OK\n../up\n\u001b[2Jx\ngood\nEND\n" : "ERR \u001b[2J\n")) {
            ProcessUnderTest shell = shell(server.port(), "list\ndownload good\n");

            assertEquals(1, shell.awaitEnd(), shell::toString);
            assertEquals("good\n", shell.stdout());
            assertEquals(1, shell.errorLines().size(), shell::toString);
            assertFalse(shell.stderr().contains("\u001b"), shell::toString);
        }
        assertEquals(java.util.Set.of(), names(folder));
    }

    @Test
    void a_person_at_a_terminal_has_a_prompt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script (util-linux) is not installed");
        ProcessUnderTest server = launcher().server(root("a", "b"));
        // a history file of the test's own
        List<String> command =
                launcher().flag("-Duser.home=" + folder).command("shell", "tow://127.0.0.1:" + server.port());
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));

        ProcessUnderTest terminal = launcher()
                .with("TERM", "xterm")
                // a terminal that script makes for a pipe has no width, and a prompt no room
                .startCommand(List.of(
                        "/usr/bin/script", "-q", "-e", "-c", "stty cols 100 rows 30; exec " + line, "/dev/null"));
        terminal.awaitStdout(Pattern.compile("towpath:/> "));
        terminal.type("list\r");
        terminal.awaitStdout(Pattern.compile("a\r\nb\r\n(?s).*towpath:/> "));
        terminal.type("download missing\r");
        terminal.awaitStdout(Pattern.compile("towpath: get missing: file not found\r\n(?s).*towpath:/> "));
        terminal.type("download a\r");
        terminal.awaitStdout(Pattern.compile("a: 13 bytes in (?s).*towpath:/> "));
        terminal.type("exit\r");

        assertEquals(0, terminal.awaitEnd(), terminal::toString);
        assertEquals("content of a\n", Files.readString(folder.resolve("a")));
        assertTrue(Files.readString(folder.resolve(".towpath_history")).contains("download missing"));
    }

    private ProcessUnderTest shell(int port, String lines) throws Exception {
        ProcessUnderTest shell = launcher().start("shell", "tow://127.0.0.1:" + port);
        shell.type(lines);
        shell.closeInput();
        shell.awaitEnd();
        return shell;
    }
}
