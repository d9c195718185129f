package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.RemoteEntry;
import dev.towpath.client.TowpathClient;
import dev.towpath.testing.Nodes;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jline.reader.Candidate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell's own part: what it makes of lines, where it stands, what it offers. */
class ShellTest {

    private static Nodes nodes;
    private static TowpathClient client;

    @TempDir
    Path here;

    private final FakeFiles files = new FakeFiles();
    private final List<String> out = new ArrayList<>();
    private final List<String> err = new ArrayList<>();
    private Shell shell;

    @BeforeAll
    static void start() {
        nodes = new Nodes();
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(2), Duration.ofSeconds(2)));
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @BeforeEach
    void begin() {
        files.directories.put("", List.of(entry("docs", true), entry("a b", false)));
        files.directories.put("docs", List.of(entry("deep", true), entry("note", false)));
        files.directories.put("docs/deep", List.of());
        shell = shell(false);
    }

    @Test
    void it_stands_in_one_directory_and_names_are_written_against_it() throws Exception {
        run(
                "pwd",
                "cd docs",
                "pwd",
                "info note",
                "cd deep",
                "cd ..",
                "rm ./note",
                "cd /",
                "rm docs/deep",
                "cd docs/deep",
                "cd",
                "pwd");
        assertEquals(List.of("/", "/docs", "/docs/note: file, 0 bytes, 1970-01-01T00:00:00Z, tag t", "/"), out);
        assertEquals(List.of(), err);
        assertTrue(
                files.asked.containsAll(List.of("info docs/note", "rm docs/note", "rm docs/deep")),
                files.asked.toString());
    }

    @Test
    void it_stays_where_it_is_if_there_is_no_such_directory() throws Exception {
        assertEquals(3, run("cd 'a b'", "pwd"));
        assertEquals(List.of("towpath: cd a b: not a directory"), err);
        assertEquals(List.of("/"), out);
    }

    @Test
    void a_server_without_folders_is_told_of_in_one_line() throws Exception {
        files.failure = new RefusedException(Refusal.UNKNOWN_COMMAND);
        assertEquals(1, run("cd docs", "cd /", "mkdir x"));
        assertEquals(
                List.of(
                        "towpath: cd docs: this server has no folders",
                        "towpath: mkdir x: this server is an older program that can't do it (unknown command)"),
                err);
    }

    @Test
    void here_has_a_place_of_its_own() throws Exception {
        Path sub = Files.createDirectory(here.resolve("sub"));
        Files.writeString(sub.resolve("f"), "x");
        run("lcd " + here, "lls", "lcd sub", "lpwd", "lls", "put f", "get note", "get note x/", "get note ../y");
        assertEquals(List.of("sub/", sub.toString(), "f"), out);
        List<String> moved = files.asked.stream()
                .filter(line -> line.startsWith("put ") || line.startsWith("get "))
                .toList();
        assertTrue(moved.get(0).startsWith("put LocalFile[path=" + sub + "/f] f "), moved.get(0));
        assertTrue(moved.get(1).startsWith("get note LocalFile[path=" + sub + "/note] "), moved.get(1));
        assertTrue(moved.get(2).startsWith("get note LocalFile[path=" + sub + "/x/note] "), moved.get(2));
        assertTrue(moved.get(3).startsWith("get note LocalFile[path=" + sub + "/../y] "), moved.get(3));
    }

    @Test
    void a_folder_here_that_is_none_is_wrong_usage() throws Exception {
        Files.writeString(here.resolve("f"), "x");
        assertEquals(2, run("lcd " + here, "lcd nothing", "lcd f", "lpwd"));
        assertEquals(List.of("towpath: lcd nothing: no such folder", "towpath: lcd f: is no folder"), err);
        assertEquals(List.of(here.toString()), out);
    }

    @ParameterizedTest
    @CsvSource({
        "get note, false false",
        "get -c note, true false",
        "dl -cf note, true false",
        "put -f -- %f, false true",
        "ul -cf %f, true true",
        "upload %f docs/, false false"
    })
    void options_are_letters(String line, String expected) throws Exception {
        Files.writeString(here.resolve("f"), "x");
        run("lcd " + here, line.replace("%f", "f"));
        assertEquals(0, shell.lastFailure(), err::toString);
        String asked = files.asked.get(files.asked.size() - 1);
        String[] flags = expected.split(" ");
        assertTrue(asked.contains("resume=" + flags[0]), asked);
        assertTrue(asked.startsWith("get") || asked.contains("replace=" + flags[1]), asked);
    }

    @ParameterizedTest
    @CsvSource({
        "put f, put LocalFile[path=%h/f] f",
        "put f docs, put LocalFile[path=%h/f] docs/f",
        "put f docs/, put LocalFile[path=%h/f] docs/f",
        "put f new, put LocalFile[path=%h/f] new",
        "put f new/, put LocalFile[path=%h/f] new/f",
        "put f /, put LocalFile[path=%h/f] f"
    })
    void a_directory_takes_a_file_under_its_own_name(String line, String expected) throws Exception {
        Files.writeString(here.resolve("f"), "x");
        run("lcd " + here, line);
        String asked = files.asked.get(files.asked.size() - 1);
        assertTrue(asked.startsWith(expected.replace("%h", here.toString()) + " UploadPlan"), asked);
    }

    @Test
    void a_trailing_slash_moves_into_a_directory() throws Exception {
        run("cd docs", "mv note deep/", "mv note /", "mv note x", "mv /a /docs");
        assertEquals(
                List.of("mv docs/note docs/deep/note", "mv docs/note note", "mv docs/note docs/x", "mv a docs"),
                files.asked.stream().filter(line -> line.startsWith("mv ")).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "get",
                "get a b c",
                "get -x a",
                "get -c a -",
                "put",
                "put -",
                "put -q f",
                "ls -r",
                "ls a b",
                "cd a b",
                "mkdir",
                "rm",
                "mv a",
                "mv a b c",
                "help nonsense",
                "pwd x",
                "get \"unclosed",
                "get ../x",
                "rm /",
                "mkdir .",
                "get ''"
            })
    void what_cannot_be_meant_so_is_exit_2_and_one_line_and_asks_nobody(String line) throws Exception {
        assertEquals(2, run(line));
        assertEquals(1, err.size(), err::toString);
        assertEquals(List.of(), out);
        assertEquals(List.of(), files.asked);
    }

    @Test
    void the_exit_code_is_that_of_the_last_failure() throws Exception {
        files.failure = new RefusedException(Refusal.FILE_NOT_FOUND);
        assertEquals(4, run("rm x", "pwd"));
        files.failure = new ClientException(ClientException.Kind.TIMED_OUT, "late");
        assertEquals(22, run("rm x"));
    }

    @Test
    void nothing_is_done_behind_exit() throws Exception {
        run("exit", "pwd");
        assertEquals(List.of(), out);
        assertTrue(shell.isOver());
    }

    @Test
    void help_names_every_command_and_more_of_one() throws Exception {
        run("help");
        for (String verb : List.of(
                "ls", "cd", "pwd", "lcd", "lpwd", "mkdir", "rm", "put", "get", "info", "hash", "mv", "cat", "help",
                "exit")) {
            assertTrue(out.stream().anyMatch(line -> line.startsWith(verb + " ")), verb);
        }
        out.clear();
        run("help dl");
        assertEquals(2, out.size());
        assertEquals("also: dl, download", out.get(1));
    }

    @Test
    void the_mini_ftp_has_no_trees_and_no_resume() throws Exception {
        shell = shell(true);
        assertEquals(2, run("get -r docs", "put -c f"));
        assertEquals(2, err.size());
        assertEquals(List.of(), files.asked);
    }

    @Test
    void a_put_to_a_name_that_is_taken_says_how_to_replace_it() throws Exception {
        Files.writeString(here.resolve("f"), "x");
        files.failure = new RefusedException(Refusal.EXISTS);
        assertEquals(1, run("lcd " + here, "put f"));
        assertEquals(List.of("towpath: put f: exists (-f replaces it)"), err);
    }

    @Test
    void verbs_options_and_names_are_offered() throws Exception {
        ShellCompleter completer = new ShellCompleter(shell);
        assertTrue(values(completer.offers(List.of(), "")).containsAll(List.of("ls", "get", "dl", "exit")));
        assertEquals(List.of("-r", "-c", "-f"), values(completer.offers(List.of("get"), "-")));
        assertEquals(List.of("docs/", "a b"), values(completer.offers(List.of("get"), "")));
        assertEquals(List.of("docs/", "a b"), values(completer.offers(List.of("get", "-c"), "")));
        assertEquals(List.of("docs/"), values(completer.offers(List.of("cd"), "d")));
        assertEquals(List.of("docs/deep/", "docs/note"), values(completer.offers(List.of("rm"), "docs/n")));
        assertEquals(List.of("/docs/deep/", "/docs/note"), values(completer.offers(List.of("rm", "x"), "/docs/")));
        assertEquals(List.of(), completer.offers(List.of("nonsense"), ""));
        assertEquals(List.of(), completer.offers(List.of("pwd"), ""));
        assertEquals(List.of(), completer.offers(List.of("get"), "nothing/x"));
        assertEquals(List.of(), completer.offers(List.of("get"), "../x"));
        run("cd docs");
        assertEquals(List.of("deep/", "note"), values(completer.offers(List.of("get"), "")));
    }

    @Test
    void a_folder_offered_is_not_the_end_of_a_word() {
        List<Candidate> offers = new ShellCompleter(shell).offers(List.of("get"), "");
        assertFalse(offers.get(0).complete());
        assertTrue(offers.get(1).complete());
    }

    @Test
    void local_names_are_offered_where_they_belong() throws Exception {
        Files.createDirectory(here.resolve("folder"));
        Files.writeString(here.resolve("file"), "x");
        Files.writeString(here.resolve("folder/inner"), "x");
        run("lcd " + here);
        ShellCompleter completer = new ShellCompleter(shell);
        assertEquals(List.of("file", "folder/"), sorted(completer.offers(List.of("put"), "")));
        assertEquals(List.of("folder/"), sorted(completer.offers(List.of("lcd"), "")));
        assertEquals(List.of("folder/inner"), sorted(completer.offers(List.of("put"), "folder/")));
        assertEquals(List.of("file", "folder/"), sorted(completer.offers(List.of("get", "note"), "")));
        assertEquals(List.of("docs/", "a b"), values(completer.offers(List.of("put", "file"), "")));
        assertEquals(List.of(), completer.offers(List.of("put", "file", "x"), ""));
    }

    @Test
    void a_listing_for_completion_is_kept_for_a_while() {
        ShellCompleter completer = new ShellCompleter(shell);
        completer.offers(List.of("get"), "");
        completer.offers(List.of("get"), "a");
        completer.offers(List.of("rm"), "docs/");
        assertEquals(List.of("list ", "list docs"), files.asked);
    }

    @Test
    void a_name_that_a_terminal_would_obey_is_not_offered() {
        files.directories.put("", List.of(entry("\u001b[2J", false), entry("good", false)));
        assertEquals(List.of("good"), values(new ShellCompleter(shell).offers(List.of("get"), "")));
    }

    private int run(String... lines) throws IOException {
        String text = String.join("\n", lines) + "\n";
        return new PipedShell(shell).run(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Shell shell(boolean token) {
        Streams streams = new Streams(out::add, err::add, Channels.newChannel(new ByteArrayOutputStream()));
        ReportStyle style = new ReportStyle(streams, false, true, false);
        return new Shell(
                new ShellSession(files, LocalPlace.HERE, style, token ? Optional.empty() : Optional.of(client)));
    }

    private static RemoteEntry entry(String name, boolean directory) {
        return new RemoteEntry(name, directory ? RemoteEntry.Kind.DIRECTORY : RemoteEntry.Kind.FILE, 0, 0);
    }

    private static List<String> values(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::value).toList();
    }

    private static List<String> sorted(List<Candidate> candidates) {
        return values(candidates).stream().sorted().collect(Collectors.toList());
    }
}
