package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.SampleRoot;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole trees, a file at a time, from and to files that can be made to fail. */
@Timeout(60)
class TreeTest extends TreeTransferTest {

    private FolderFiles files;

    @BeforeEach
    void start() {
        files = new FolderFiles(there);
    }

    @Test
    void a_tree_comes_whole_with_its_empty_folders() throws IOException {
        fill(there);
        TreeResult result = get(TreeFilter.ALL);
        assertEquals(content(there), content(here));
        assertTrue(Files.isDirectory(here.resolve("sub/empty")));
        assertTrue(result.isWhole());
        assertEquals(4, result.files());
        assertEquals(2 + 3 + 4 + 5, result.bytes());
        assertEquals(new TreeListener.Overall(4, 4, 14, 14), events.last);
        assertEquals(List.of("started a.txt 2", "done a.txt 2"), events.told.subList(0, 2));
    }

    @Test
    void a_tree_goes_whole_with_its_empty_folders() throws IOException {
        fill(here);
        TreeResult result = put("x/y", TreeFilter.ALL);
        assertEquals(content(here), content(there.resolve("x/y")));
        assertTrue(Files.isDirectory(there.resolve("x/y/sub/empty")));
        assertTrue(result.isWhole());
        assertEquals(4, result.files());
        assertEquals(new TreeListener.Overall(4, 4, 14, 14), events.last);
        assertTrue(put("x/y", TreeFilter.ALL).isWhole());
    }

    @Test
    void globs_take_files_by_name_or_by_path_and_leave_out_folders_with_all_in_them() throws IOException {
        fill(there);
        get(new TreeFilter(List.of("*.txt"), List.of("deep")));
        assertEquals(
                List.of("a.txt", "sub/c.txt"), new ArrayList<>(content(here).keySet()));
        fill(here);
        put("", new TreeFilter(List.of("sub/**"), List.of("*.txt")));
        assertTrue(files.asked.contains("put sub/deep/d"), files.asked.toString());
        assertEquals(
                1, files.asked.stream().filter(asked -> asked.startsWith("put")).count());
        assertThrows(IllegalArgumentException.class, () -> new TreeFilter(List.of("[a"), List.of()));
    }

    @Test
    void one_file_that_fails_stops_none_of_the_others_and_is_named() throws IOException {
        fill(there);
        files.refusals.put("get sub/c.txt", new RefusedException(Refusal.FILE_NOT_FOUND));
        files.refusals.put("ls sub/deep", new RefusedException(Refusal.NOT_ALLOWED));
        TreeResult result = get(TreeFilter.ALL);
        assertEquals(List.of("a.txt", "b"), new ArrayList<>(content(here).keySet()));
        assertEquals(
                List.of("sub/deep", "sub/c.txt"),
                result.failures().stream().map(TreeResult.Failure::path).toList());
        assertEquals(Optional.empty(), result.stopped());
        assertEquals(2, result.files());

        fill(here);
        files.refusals.put("put up/sub/c.txt", new RefusedException(Refusal.EXISTS));
        result = put("up", TreeFilter.ALL);
        assertEquals(
                List.of("a.txt", "b", "sub/deep/d"),
                new ArrayList<>(content(there.resolve("up")).keySet()));
        assertEquals(
                List.of("up/sub/c.txt"),
                result.failures().stream().map(f -> "up/" + f.path()).toList());
    }

    @Test
    void a_node_that_is_gone_stops_the_rest() throws IOException {
        fill(there);
        files.refusals.put("get", new ClientException(Kind.CANNOT_CONNECT, "gone"));
        TreeResult result = get(TreeFilter.ALL);
        assertEquals(1, result.failures().size());
        assertTrue(result.stopped().isPresent());
        assertFalse(result.isWhole());
    }

    @Test
    void a_directory_that_leads_back_up_is_entered_once() throws IOException {
        fill(there);
        Files.createSymbolicLink(there.resolve("sub/up"), there.resolve("sub"));
        TreeResult result = get(TreeFilter.ALL);
        assertTrue(result.isWhole());
        assertEquals(4, result.files());
        assertTrue(events.notes.get(0).startsWith("sub/up is left out"), events.notes.toString());
    }

    @Test
    void kinds_that_a_listing_does_not_tell_are_asked_for() throws IOException {
        fill(there);
        files.tellsKinds = false;
        assertEquals(4, get(TreeFilter.ALL).files());
        assertEquals(content(there), content(here));
        assertEquals(-1, events.last.bytesTotal());
    }

    @Test
    void names_that_lead_elsewhere_are_refused() throws IOException {
        RemoteEntry.Kind file = RemoteEntry.Kind.FILE;
        files.lies.put(
                "",
                List.of(
                        new RemoteEntry("../up", file, 1, 1),
                        new RemoteEntry("/etc/passwd", file, 1, 1),
                        new RemoteEntry("..", RemoteEntry.Kind.DIRECTORY, 0, 1),
                        new RemoteEntry("a/b", file, 1, 1)));
        assertEquals(4, get(TreeFilter.ALL).failures().size());
        assertEquals(Map.of(), content(folder.resolve("here")));
        assertFalse(files.asked.stream().anyMatch(asked -> asked.startsWith("get")), files.asked.toString());
    }

    @Test
    void a_link_here_in_place_of_a_folder_is_not_followed() throws IOException {
        fill(there);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(here.resolve("sub"), elsewhere);
        Files.createSymbolicLink(here.resolve("b"), Path.of("/dev/null"));
        TreeResult result = get(TreeFilter.ALL);
        assertEquals(Map.of(), content(elsewhere));
        assertEquals(
                List.of("b", "sub"),
                result.failures().stream()
                        .map(TreeResult.Failure::path)
                        .filter(path -> !path.startsWith("sub/"))
                        .sorted()
                        .toList());
        assertTrue(Files.isSymbolicLink(here.resolve("b")));
    }

    @Test
    void of_links_only_those_to_files_within_the_tree_are_sent() throws IOException {
        fill(here);
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(here.resolve("in"), Path.of("sub/c.txt"));
        Files.createSymbolicLink(here.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(here.resolve("dir"), Path.of("sub"));
        Files.createSymbolicLink(here.resolve("nowhere"), Path.of("nothing"));
        SampleRoot.fifo(here.resolve("fifo"));
        TreeResult result = put("", TreeFilter.ALL);
        assertTrue(result.isWhole());
        assertEquals(
                List.of("a.txt", "b", "in", "sub/c.txt", "sub/deep/d"),
                new ArrayList<>(content(there).keySet()));
        assertEquals(4, events.notes.size(), events.notes.toString());
    }

    @Test
    void the_tree_itself_may_be_named_by_a_link() throws IOException {
        fill(here);
        Path link = Files.createSymbolicLink(folder.resolve("link"), here);
        TreeResult result = put(files, link, "", TreeFilter.ALL, 1);
        assertTrue(result.isWhole());
        assertEquals(content(here), content(there));
        assertThrows(ClientException.class, () -> put(files, here.resolve("b"), "", TreeFilter.ALL, 1));
    }

    @Test
    void names_that_no_line_carries_are_named_and_the_others_go() throws IOException {
        fill(here);
        Files.writeString(here.resolve("new\nline"), "x");
        TreeResult result = put("", TreeFilter.ALL);
        assertEquals(
                List.of("new\nline"),
                result.failures().stream().map(TreeResult.Failure::path).toList());
        assertEquals(4, result.files());
    }

    @Test
    void a_file_in_the_way_of_a_directory_is_told() throws IOException {
        fill(here);
        Files.writeString(there.resolve("up"), "a file");
        assertThrows(ClientException.class, () -> put("up", TreeFilter.ALL));
    }

    @Test
    void a_tree_too_deep_is_told() throws IOException {
        Path deep = there;
        for (int i = 0; i < 105; i++) {
            deep = Files.createDirectory(deep.resolve("d"));
        }
        TreeResult result = get(TreeFilter.ALL);
        assertEquals(1, result.failures().size());
    }

    @Test
    void of_an_older_node_the_files_of_the_root_come() throws IOException {
        try (StandIn older = OlderPrograms.server(Map.of("a", "1", "b", "22"));
                RemoteFiles old = files(at(older.port()))) {
            TreeResult result = get(old, "", here, TreeFilter.ALL, 1);
            assertEquals(2, result.files());
            assertEquals(2, result.unverified());
            assertEquals(List.of("a", "b"), new ArrayList<>(content(here).keySet()));
            assertThrows(RefusedException.class, () -> put(old, here, "x", TreeFilter.ALL, 1));
            result = put(old, here, "", TreeFilter.ALL, 1);
            assertTrue(result.stopped().isPresent());
        }
    }

    @Test
    void trees_go_through_a_proxy_and_come_back_the_same() throws IOException {
        fill(here);
        Files.write(here.resolve("large"), RawClient.pattern(2_000_000, 3));
        int port = nodes.proxy(nodes.server(there).port()).port();
        Path back = folder.resolve("back");
        try (RemoteFiles real = files(at(port))) {
            TreeResult up = put(real, here, "x", TreeFilter.ALL, 1);
            assertEquals(List.of(), up.failures());
            assertEquals(0, up.unverified());
            TreeResult down = get(real, "x", back, TreeFilter.ALL, 1);
            assertEquals(List.of(), down.failures());
            assertEquals(0, down.unverified());
        }
        assertEquals(content(here), content(back));
        assertArrayEquals(RawClient.pattern(2_000_000, 3), Files.readAllBytes(back.resolve("large")));
        assertEquals(
                Files.getLastModifiedTime(here.resolve("large")).toMillis(),
                Files.getLastModifiedTime(back.resolve("large")).toMillis());
    }

    private TreeResult get(TreeFilter filter) {
        return get(files, "", here, filter, 1);
    }

    private TreeResult put(String to, TreeFilter filter) {
        return put(files, here, to, filter, 1);
    }

    private static void fill(Path top) throws IOException {
        Files.createDirectories(top.resolve("sub/deep"));
        Files.createDirectories(top.resolve("sub/empty"));
        Files.writeString(top.resolve("a.txt"), "aa");
        Files.writeString(top.resolve("b"), "bbb");
        Files.writeString(top.resolve("sub/c.txt"), "cccc");
        Files.writeString(top.resolve("sub/deep/d"), "ddddd");
    }

    /** The regular files below a folder, and how long they are. */
    private static Map<String, Long> content(Path top) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                found.put(top.relativize(path).toString(), Files.size(path));
            }
        }
        return found;
    }
}
