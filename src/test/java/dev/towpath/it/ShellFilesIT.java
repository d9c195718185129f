package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A day's work in the shell: folders, files, places there and here. */
class ShellFilesIT extends ProcessTest {

    private static final byte[] CONTENT = RawClient.pattern(700_001, 3);

    @Test
    void a_whole_session_from_a_pipe() throws Exception {
        Path root = root("plain");
        Path here = Files.createDirectories(folder.resolve("here/tree/sub"));
        Files.write(folder.resolve("here/my file"), CONTENT);
        Files.writeString(here.resolve("x"), "x\n");
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root).port());

        ProcessUnderTest shell = shell("tow://127.0.0.1:" + proxy.port(), """
                mkdir docs
                cd docs
                lcd here
                ul "my file" stored
                put -r tree
                ls
                info stored
                cat tree/sub/x
                cd tree/..
                mv stored /renamed
                dl /renamed back
                get -r tree copy
                rm tree/sub/x
                rm tree/sub tree
                cd ..
                rm docs
                ls
                pwd
                """);

        assertDone(shell);
        List<String> lines = shell.stdoutLines();
        assertEquals(List.of("stored", "tree/"), lines.subList(0, 2));
        assertTrue(lines.get(2).startsWith("/docs/stored: file, 700001 bytes, "), lines.get(2));
        assertEquals(List.of("x", "plain", "renamed", "/"), lines.subList(3, lines.size()));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("here/back")));
        assertEquals("x\n", Files.readString(folder.resolve("here/copy/sub/x")));
        assertEquals(Set.of("plain", "renamed"), served(root));
    }

    @Test
    void it_begins_where_the_location_says() throws Exception {
        Path root = root("plain");
        Files.createDirectories(root.resolve("a/b"));
        int port = launcher().server(root).port();

        ProcessUnderTest shell = shell("tow://127.0.0.1:" + port + "/a/b", "pwd\n");
        assertDone(shell);
        assertEquals("/a/b\n", shell.stdout());
        assertFailsInOneLine(3, shell("tow://127.0.0.1:" + port + "/plain", "pwd\n"));
        assertFailsInOneLine(4, shell("tow://127.0.0.1:" + port + "/missing", "pwd\n"));
    }

    @Test
    void a_person_at_a_terminal_completes_names_there_and_here() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script (util-linux) is not installed");
        Path root = root();
        Files.createDirectories(root.resolve("documents/inner"));
        Files.writeString(folder.resolve("unmistakable.txt"), "x\n");
        ProcessUnderTest server = launcher().server(root);
        List<String> command =
                launcher().flag("-Duser.home=" + folder).command("shell", "tow://127.0.0.1:" + server.port());
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));

        ProcessUnderTest terminal = launcher()
                .with("TERM", "xterm")
                .startCommand(List.of(
                        "/usr/bin/script", "-q", "-e", "-c", "stty cols 100 rows 30; exec " + line, "/dev/null"));
        terminal.awaitStdout(Pattern.compile("towpath:/> "));
        terminal.type("cd doc\tin\t\r");
        terminal.awaitStdout(Pattern.compile("towpath:/documents/inner> "));
        terminal.type("put unm\t\r");
        terminal.awaitStdout(Pattern.compile("unmistakable.txt: 2 bytes in "));
        terminal.type("exit\r");

        assertEquals(0, terminal.awaitEnd(), terminal::toString);
        assertEquals("x\n", Files.readString(root.resolve("documents/inner/unmistakable.txt")));
    }

    private ProcessUnderTest shell(String location, String lines) throws Exception {
        ProcessUnderTest shell = launcher().start("shell", location);
        shell.type(lines);
        shell.closeInput();
        shell.awaitEnd();
        return shell;
    }

    /** What a server shows of a folder of its root. */
    private static Set<String> served(Path folder) throws Exception {
        return names(folder).stream()
                .filter(name -> !name.startsWith(".towpath-"))
                .collect(Collectors.toSet());
    }
}
