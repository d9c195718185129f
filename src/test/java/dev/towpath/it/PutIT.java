package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and folders stored, fetched, renamed and removed from the prompt, through a proxy. */
class PutIT extends ProcessTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_001, 8);
    private static final FileTime TIME = FileTime.fromMillis(1_500_000_000_000L);

    private Path root;
    private String place;

    @BeforeEach
    void startNodes() throws Exception {
        root = root();
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root).port());
        place = "tow://127.0.0.1:" + proxy.port() + '/';
        Files.write(folder.resolve("a b.bin"), CONTENT);
        Files.setLastModifiedTime(folder.resolve("a b.bin"), TIME);
    }

    @Test
    void a_file_goes_and_comes_back_the_same() throws Exception {
        ProcessUnderTest put = run("put", "a b.bin", place);
        assertDone(put);
        assertEquals("", put.stdout());
        assertTrue(put.stderr().matches("a b\\.bin: 3000001 bytes in \\S+ s, .*/s, verified\n"), put::toString);
        assertArrayEquals(CONTENT, Files.readAllBytes(root.resolve("a b.bin")));
        assertEquals(TIME, Files.getLastModifiedTime(root.resolve("a b.bin")));

        ProcessUnderTest get = run("get", place + "a b.bin", "copy");
        assertDone(get);
        assertTrue(get.stderr().endsWith(", verified\n"), get::toString);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("copy")));
        assertEquals(TIME, Files.getLastModifiedTime(folder.resolve("copy")));
    }

    @Test
    void times_can_be_left_alone() throws Exception {
        assertDone(run("put", "--no-times", "a b.bin", place + "f"));
        assertTrue(Files.getLastModifiedTime(root.resolve("f")).compareTo(TIME) > 0);
        Files.setLastModifiedTime(root.resolve("f"), TIME);
        assertDone(run("get", "--no-times", place + "f"));
        assertTrue(Files.getLastModifiedTime(folder.resolve("f")).compareTo(TIME) > 0);
    }

    @Test
    void standard_input_is_stored_under_the_name_of_the_location() throws Exception {
        ProcessUnderTest put = launcher().start("put", "-", place + "from-stdin");
        put.type("hello\n");
        put.closeInput();

        assertDone(put);
        assertTrue(put.stderr().endsWith(", verified\n"), put::toString);
        assertEquals("hello\n", Files.readString(root.resolve("from-stdin")));
    }

    @Test
    void what_exists_is_replaced_only_by_force() throws Exception {
        Files.writeString(root.resolve("f"), "old");

        ProcessUnderTest put = run("put", "a b.bin", place + "f");
        assertFailsInOneLine(1, put);
        assertEquals("towpath: put a b.bin: exists (-f replaces it)\n", put.stderr());
        assertEquals("old", Files.readString(root.resolve("f")));

        assertDone(run("put", "-f", "a b.bin", place + "f"));
        assertArrayEquals(CONTENT, Files.readAllBytes(root.resolve("f")));
    }

    @Test
    void an_existing_directory_takes_files_under_their_own_names() throws Exception {
        Files.createDirectory(root.resolve("docs"));
        Files.writeString(folder.resolve("x"), "x");

        assertDone(run("put", "a b.bin", "x", place + "docs"));
        assertEquals(Set.of("a b.bin", "x"), served(root.resolve("docs")));

        assertFailsInOneLine(3, run("put", "x", place + "nothing/"));
        assertFailsInOneLine(2, run("put", "a b.bin", "x", place + "nothing"));
    }

    @Test
    void of_several_files_one_that_is_missing_is_named_and_the_others_are_stored() throws Exception {
        ProcessUnderTest put = run("put", "missing", "a b.bin", place);
        assertFails(4, put);
        assertEquals("towpath: put missing: no such file here", put.errorLines().get(0));
        assertEquals(Set.of("a b.bin"), served(root));
    }

    @Test
    void a_folder_needs_the_option_for_folders() throws Exception {
        Files.createDirectory(folder.resolve("tree"));
        assertFailsInOneLine(2, run("put", "tree", place));
        Files.createDirectory(root.resolve("docs"));
        ProcessUnderTest get = run("get", place + "docs");
        assertFailsInOneLine(4, get);
        assertTrue(get.stderr().contains("-r"), get::toString);
    }

    @Test
    void json_says_what_was_stored() throws Exception {
        ProcessUnderTest put = run("put", "--json", "a b.bin", place + "f");
        assertDone(put);
        List<JsonObject> events =
                put.stdoutLines().stream().map(JsonObject::new).toList();
        JsonObject last = events.get(events.size() - 1);
        assertEquals("done", last.getString("event"));
        assertEquals(CONTENT.length, last.getLong("bytes"));
        assertEquals(sha256(CONTENT), last.getString("sha256"));
        assertTrue(last.getBoolean("verified"));
        assertEquals(0, last.getLong("again"));

        ProcessUnderTest again = run("put", "--json", "a b.bin", place + "f");
        assertEquals(1, again.awaitEnd());
        JsonObject failed = new JsonObject(again.stdout());
        assertEquals("failed", failed.getString("event"));
        assertEquals(1, failed.getInteger("code"));
    }

    @Test
    void names_and_directories_are_looked_at_and_changed() throws Exception {
        Files.write(root.resolve("f"), CONTENT);
        Files.setLastModifiedTime(root.resolve("f"), TIME);

        assertDone(run("mkdir", place + "docs"));
        assertFailsInOneLine(1, run("mkdir", place + "docs"));
        assertDone(run("mkdir", "-p", place + "docs/deep/er"));
        assertFailsInOneLine(1, run("mkdir", "-p", place + "f"));
        assertDone(run("mv", place + "f", place + "docs/"));
        assertEquals(Set.of("docs"), served(root));

        assertEquals("deep/\nf\n", run("ls", place + "docs").stdout());
        String rows = run("ls", "-l", place + "docs").stdout();
        assertTrue(rows.contains("\nf  3000001  2017-07-14T02:40:00Z  f\n"), rows);
        assertTrue(rows.startsWith("d        -  2"), rows);
        ProcessUnderTest info = run("info", place + "docs/f");
        assertTrue(
                info.stdout().matches("docs/f: file, 3000001 bytes, 2017-07-14T02:40:00Z, tag \\S+\n"), info::toString);
        assertEquals(
                sha256(CONTENT) + "  docs/f\n", run("hash", place + "docs/f").stdout());
        assertArrayEquals(CONTENT, run("cat", place + "docs/f").stdoutBytes());

        assertFailsInOneLine(1, run("rm", place + "docs"));
        ProcessUnderTest rm = run("rm", place + "docs/f", place + "missing", place + "docs/deep/er");
        assertFails(4, rm);
        assertEquals(Set.of("deep"), served(root.resolve("docs")));
        assertEquals(Set.of(), served(root.resolve("docs/deep")));
        assertFailsInOneLine(3, run("ls", place + "nothing"));
    }

    @Test
    void a_tree_goes_and_comes_back_the_same() throws Exception {
        Path tree = tree();
        ProcessUnderTest put = run("put", "-r", "tree", place);
        assertDone(put);
        assertTrue(put.stderr().matches("tree: 3 files, 3000006 bytes in \\S+ s, .*/s, verified\n"), put::toString);
        assertEquals(all(tree), all(root.resolve("tree")));

        ProcessUnderTest get = run("get", "-r", place + "tree", "back");
        assertDone(get);
        assertTrue(get.stderr().matches("tree: 3 files, 3000006 bytes in .*, verified\n"), get::toString);
        assertEquals(all(tree), all(folder.resolve("back")));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("back/sub/deep/big")));

        assertDone(run("get", "-r", place + "tree", "back"));
        assertEquals(all(tree), all(folder.resolve("back/tree")), "an existing folder takes it under its name");
    }

    @Test
    void globs_choose_from_a_tree() throws Exception {
        tree();
        assertDone(run("put", "-r", "--exclude", "*.o", "--exclude", "sub/deep", "tree", place + "a"));
        assertEquals(Set.of("a", "a/sub", "a/sub/x.c"), all(root.resolve("a"), "a"));
        assertDone(run("put", "-r", "--include", "*.c", "tree", place + "b"));
        assertTrue(all(root.resolve("b"), "b").contains("b/sub/x.c"));
        assertFalse(all(root.resolve("b"), "b").contains("b/y.o"));
    }

    @Test
    void a_tree_with_one_unreadable_file_is_exit_23_and_names_it() throws Exception {
        tree();
        Files.createDirectory(root.resolve("tree"));
        Files.writeString(root.resolve("tree/y.o"), "in the way");

        ProcessUnderTest put = run("put", "-r", "tree", place);

        assertEquals(23, put.awaitEnd(), put::toString);
        assertEquals(2, put.errorLines().size(), put::toString);
        assertEquals("towpath: put y.o: exists", put.errorLines().get(0));
        assertTrue(put.stderr().contains(", verified, 1 failed\n"), put::toString);
        assertEquals("in the way", Files.readString(root.resolve("tree/y.o")));
        assertTrue(Files.exists(root.resolve("tree/sub/deep/big")));
    }

    @Test
    void a_tree_as_json_has_an_event_a_file_and_a_summary() throws Exception {
        tree();
        ProcessUnderTest put = run("put", "-r", "--json", "tree", place);
        assertDone(put);
        List<JsonObject> events =
                put.stdoutLines().stream().map(JsonObject::new).toList();
        assertEquals(
                Set.of("y.o", "sub/x.c", "sub/deep/big"),
                events.stream()
                        .filter(event -> event.getString("event").equals("done"))
                        .map(event -> event.getString("path"))
                        .collect(Collectors.toSet()));
        JsonObject summary = events.get(events.size() - 1);
        assertEquals("summary", summary.getString("event"));
        assertEquals(3, summary.getInteger("files"));
        assertEquals(0, summary.getInteger("failed"));
        assertEquals(3_000_006, summary.getInteger("bytes"));
        assertTrue(summary.getBoolean("verified"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"put", "get"})
    void quiet_says_nothing(String verb) throws Exception {
        Files.write(root.resolve("f"), CONTENT);
        ProcessUnderTest quiet =
                verb.equals("put") ? run("-q", "put", "a b.bin", place) : run("-q", "get", place + "f");
        assertDone(quiet);
        assertEquals("", quiet.stdout() + quiet.stderr());
    }

    @Test
    void a_node_that_is_read_only_changes_nothing() throws Exception {
        ProcessUnderTest readOnly = launcher()
                .start(
                        "server",
                        "--read-only",
                        "--root",
                        root.toString(),
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--admin-port",
                        "0");
        String there = "tow://127.0.0.1:" + readOnly.port() + '/';
        Files.writeString(root.resolve("f"), "x");

        assertFailsInOneLine(25, run("put", "a b.bin", there));
        assertFailsInOneLine(25, run("mkdir", there + "d"));
        assertFailsInOneLine(25, run("rm", there + "f"));
        assertFailsInOneLine(25, run("mv", there + "f", there + "g"));
        assertEquals(Set.of("f"), served(root));
    }

    /** Three files, 3000006 bytes. */
    private Path tree() throws Exception {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("sub/deep"));
        Files.write(tree.resolve("sub/deep/big"), CONTENT);
        Files.writeString(tree.resolve("sub/x.c"), "cc\n");
        Files.writeString(tree.resolve("y.o"), "o\n");
        return tree;
    }

    private static Set<String> all(Path top) throws Exception {
        return all(top, "");
    }

    private static Set<String> all(Path top, String name) throws Exception {
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.map(path -> Path.of(name)
                            .resolve(top.relativize(path))
                            .toString()
                            .replaceFirst("/$", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    /** What a server shows of a folder of its root. */
    private static Set<String> served(Path folder) throws Exception {
        return names(folder).stream()
                .filter(name -> !name.startsWith(".towpath-"))
                .collect(Collectors.toSet());
    }
}
