package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderMiniFtp;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mini-FTP's client, against the servers of the field and against a listener of our own. */
@Timeout(120)
class TokenFilesTest {

    private static final UploadPlan REPLACE = new UploadPlan(true, false, 0, true);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes(Map.of("linger-timeout", "300ms"));
    private OlderMiniFtp older;
    private Path root;
    private Node server;

    @BeforeEach
    void start() throws IOException {
        older = new OlderMiniFtp();
        root = Files.createDirectory(folder.resolve("root"));
        Node.Settings s = nodes.settings(List.of());
        server = Nodes.get(Node.server(
                nodes.vertx(),
                new Node.Settings(
                        s.host(),
                        0,
                        s.relayTo(),
                        s.natCapacity(),
                        List.of(DialectPort.parse("token=0")),
                        s.managementPort(),
                        s.resolver(),
                        s.limits()),
                new LocalStore(root),
                Duration.ofSeconds(5)));
    }

    @AfterEach
    void stop() throws IOException {
        older.close();
        nodes.close();
    }

    // --- against an older server

    @Test
    void names_of_an_older_server_are_listed_as_it_tells_them() throws Exception {
        older.withDirectory("d").with("a b", new byte[1]).with("f", new byte[2]).with("d/inner", new byte[3]);
        List<RemoteEntry> entries = Nodes.get(olderFiles().list(RemotePath.ROOT));
        assertEquals(
                List.of("d", "a b", "f"),
                entries.stream().map(RemoteEntry::name).toList());
        assertTrue(entries.stream().allMatch(e -> e.kind() == RemoteEntry.Kind.UNKNOWN && e.size() == -1));
        assertLeft();
        assertEquals(List.of("exit"), older.commands());
    }

    @Test
    void files_of_every_length_around_one_read_go_to_an_older_server_and_back() throws Exception {
        for (int length : new int[] {0, 1, 999, 1004, 1013, 1014, 1015, 1023, 1024, 1025, 1034, 2048, 300_001}) {
            byte[] content = RawClient.pattern(length, length);
            Path here = Files.write(folder.resolve("here"), content);
            Sent sent = Nodes.get(olderFiles().upload(new Source.LocalFile(here), path("f"), REPLACE, quiet()));
            assertEquals(length, sent.bytes());
            assertFalse(sent.verified());
            assertArrayEquals(content, older.content("f"), "length " + length);
            Received received = Nodes.get(olderFiles().download(path("f"), to("there"), DownloadPlan.PLAIN, quiet()));
            assertEquals(length, received.bytes());
            assertTrue(received.sizeChecked());
            assertFalse(received.verified());
            assertArrayEquals(content, Files.readAllBytes(folder.resolve("there")), "length " + length);
        }
        assertLeft();
    }

    @Test
    void an_older_server_is_walked_step_by_step() throws Exception {
        older.withDirectory("a").withDirectory("a/b").with("a/b/f", new byte[5]).withDirectory("c");
        assertEquals(5, Nodes.get(olderFiles().info(path("a/b/f"))).size());
        assertLeft();
        assertEquals(List.of("cd a", "cd b", "info f", "exit"), older.commands());
        Nodes.get(olderFiles().makeDirectory(path("a/b/new")));
        assertTrue(older.exists("a/b/new"));
        Nodes.get(olderFiles().move(path("a/b/f"), path("a/b/g")));
        assertEquals(5, older.content("a/b/g").length);
        Nodes.get(olderFiles().move(path("a/b/g"), path("c/h")));
        assertEquals(5, older.content("c/h").length);
        Nodes.get(olderFiles().move(path("c/h"), RemotePath.ROOT));
        assertEquals(5, older.content("h").length);
        Nodes.get(olderFiles().remove(path("h")));
        assertFalse(older.exists("h"));
        assertTrue(
                older.commands().contains("mv g ../../c/h"),
                () -> older.commands().toString());
        assertLeft();
    }

    @Test
    void a_command_that_fails_on_an_older_server_times_out() throws Exception {
        older.withDirectory("d");
        for (Supplier<Future<?>> failing : List.<Supplier<Future<?>>>of(
                () -> olderFiles().info(path("nothing")),
                () -> olderFiles().makeDirectory(path("d")),
                () -> olderFiles().remove(path("nothing")),
                () -> olderFiles().download(path("nothing"), to("there"), DownloadPlan.PLAIN, quiet()),
                () -> olderFiles().upload(here(10), path("no/f"), REPLACE, quiet()))) {
            ClientException silence = assertThrows(ClientException.class, () -> Nodes.get(failing.get()));
            assertEquals(Kind.TIMED_OUT, silence.kind());
        }
        assertFalse(Files.exists(folder.resolve("there")));
        assertFalse(Files.exists(folder.resolve("there.part")));
        assertLeft();
    }

    @Test
    void a_name_with_a_space_never_reaches_an_older_server() throws Exception {
        older.with("a", new byte[1]);
        for (Supplier<Future<?>> refused : List.<Supplier<Future<?>>>of(
                () -> olderFiles().remove(path("a b")),
                () -> olderFiles().makeDirectory(path("a b/c")),
                () -> olderFiles().info(path("a b")),
                () -> olderFiles().move(path("a"), path("x y")),
                () -> olderFiles().move(path("x y"), path("a")),
                () -> olderFiles().download(path("a b"), to("there"), DownloadPlan.PLAIN, quiet()),
                () -> olderFiles().upload(here(1), path("a b"), UploadPlan.PLAIN, quiet()))) {
            ClientException space = assertThrows(ClientException.class, () -> Nodes.get(refused.get()));
            assertEquals(Kind.BAD_LOCAL_NAME, space.kind());
            assertTrue(String.valueOf(space.getMessage()).contains("space"));
        }
        assertEquals(List.of(), older.commands());
        assertTrue(older.exists("a"));
    }

    @Test
    void a_file_is_fetched_without_its_size_where_none_is_told() throws Exception {
        older.with("f", RawClient.pattern(5000, 1)).withoutSizes();
        Received received = Nodes.get(olderFiles().download(path("f"), to("there"), DownloadPlan.PLAIN, quiet()));
        assertEquals(5000, received.bytes());
        assertFalse(received.sizeChecked());
        assertArrayEquals(RawClient.pattern(5000, 1), Files.readAllBytes(folder.resolve("there")));
    }

    @Test
    void what_is_there_is_replaced_only_if_that_was_asked_for() throws Exception {
        older.with("f", new byte[1]).withDirectory("d").with("d/f", new byte[1]);
        for (String name : List.of("f", "d/f")) {
            RefusedException exists = assertThrows(
                    RefusedException.class,
                    () -> Nodes.get(olderFiles().upload(here(5), path(name), UploadPlan.PLAIN, quiet())));
            assertEquals("exists", exists.status().text());
        }
        Nodes.get(olderFiles().upload(here(5), path("g"), UploadPlan.PLAIN, quiet()));
        Nodes.get(olderFiles().upload(here(6), path("f"), REPLACE, quiet()));
        assertEquals(1, older.content("d/f").length);
        assertEquals(5, older.content("g").length);
        assertEquals(6, older.content("f").length);
    }

    @Test
    void what_the_dialect_has_no_words_for_is_unknown() {
        for (Supplier<Future<?>> unknown : List.<Supplier<Future<?>>>of(
                () -> olderFiles().hash(path("f")),
                () -> olderFiles().list(path("d")),
                () -> olderFiles().info(RemotePath.ROOT))) {
            RefusedException refused = assertThrows(RefusedException.class, () -> Nodes.get(unknown.get()));
            assertTrue(
                    refused.status().text().startsWith("unknown command: "),
                    refused.status().text());
        }
        assertEquals(List.of(), older.commands());
    }

    // --- against a listener of our own

    @Test
    void everything_works_against_a_listener_of_our_own() throws Exception {
        RemoteFiles files = files(server.listeners().get(1).port());
        byte[] content = RawClient.pattern(700_001, 2);
        Path here = Files.write(folder.resolve("here"), content);
        Nodes.get(files.makeDirectory(path("d")));
        Nodes.get(files.makeDirectory(path("d/e")));
        assertEquals(
                700_001,
                Nodes.get(files.upload(new Source.LocalFile(here), path("d/e/f"), UploadPlan.PLAIN, quiet()))
                        .bytes());
        assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve("d/e/f"))));
        assertEquals(700_001, Nodes.get(files.info(path("d/e/f"))).size());
        Nodes.get(files.move(path("d/e/f"), path("d/g")));
        Nodes.get(files.move(path("d/g"), RemotePath.ROOT));
        assertEquals(
                List.of("d", "g"),
                Nodes.get(files.list(RemotePath.ROOT)).stream()
                        .map(RemoteEntry::name)
                        .toList());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Received received = Nodes.get(files.download(
                path("g"), new Destination.Stream(Channels.newChannel(out)), DownloadPlan.PLAIN, quiet()));
        assertTrue(received.sizeChecked());
        assertTrue(RawClient.same(content, out.toByteArray()));
        Nodes.get(files.upload(
                new Source.Stream(Channels.newChannel(new ByteArrayInputStream(content))),
                path("s"),
                UploadPlan.PLAIN,
                quiet()));
        assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve("s"))));
        Nodes.get(files.remove(path("d/e")));
        Await.until(Duration.ofSeconds(5), () -> server.connections() == 0, server::connections);
    }

    @Test
    void what_a_listener_of_our_own_refuses_is_told_in_its_words() throws Exception {
        RemoteFiles files = files(server.listeners().get(1).port());
        Files.createDirectory(root.resolve("d"));
        Map<String, Supplier<Future<?>>> refusals = Map.of(
                "file not found", () -> files.download(path("nothing"), to("there"), DownloadPlan.PLAIN, quiet()),
                "directory not found", () -> files.info(path("no/f")),
                "exists", () -> files.upload(here(3), path("d"), REPLACE, quiet()));
        for (Map.Entry<String, Supplier<Future<?>>> e : refusals.entrySet()) {
            RefusedException refused = assertThrows(
                    RefusedException.class, () -> Nodes.get(e.getValue().get()), e.getKey());
            assertEquals(e.getKey(), refused.status().text());
        }
        assertFalse(Files.exists(folder.resolve("there")));
    }

    // --- against a server that lies or goes away

    @Test
    void a_download_that_breaks_keeps_its_part_and_never_has_the_name() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn breaking = new StandIn(peer -> {
            peer.send("<abcdefgh>");
            peer.send("Current Directory: /:\n|<abcdefgh>");
            String command = peer.readOnce(1024);
            seen.add(command);
            if (command.startsWith("info")) {
                peer.send("10<abcdefgh>/<abcdefgh>");
            } else {
                peer.send("some");
            }
            peer.readOnce(1024);
        })) {
            ClientException broken = assertThrows(
                    ClientException.class,
                    () -> Nodes.get(
                            files(breaking.port()).download(path("f"), to("there"), DownloadPlan.PLAIN, quiet())));
            assertEquals(Kind.TIMED_OUT, broken.kind());
        }
        assertFalse(Files.exists(folder.resolve("there")));
        assertEquals("some", Files.readString(folder.resolve("there.part")));
        assertEquals(List.of("info f<abcdefgh>", "dl f<abcdefgh>"), seen);
    }

    @Test
    void a_download_of_another_size_than_was_told_is_incomplete() throws Exception {
        try (StandIn liar = new StandIn(peer -> {
            peer.send("<abcdefgh>Current Directory: /:\n|<abcdefgh>");
            peer.send((peer.readOnce(1024).startsWith("info") ? "10" : "some") + "<abcdefgh>/<abcdefgh>");
            peer.awaitEnd();
        })) {
            ClientException broken = assertThrows(
                    ClientException.class,
                    () -> Nodes.get(files(liar.port()).download(path("f"), to("there"), DownloadPlan.PLAIN, quiet())));
            assertEquals(Kind.INCOMPLETE, broken.kind());
        }
        assertFalse(Files.exists(folder.resolve("there")));
    }

    @Test
    void what_is_no_server_of_this_dialect_is_told_apart() throws Exception {
        for (String first : List.of("ERR busy\n too much", "<abcdefgh>hello<abcdefgh>")) {
            try (StandIn other = new StandIn(peer -> {
                peer.send(first);
                peer.awaitEnd();
            })) {
                ClientException strange = assertThrows(
                        ClientException.class,
                        () -> Nodes.get(files(other.port()).list(RemotePath.ROOT)));
                assertEquals(Kind.OTHER, strange.kind(), first);
            }
        }
        try (StandIn closing = new StandIn(peer -> peer.send("<abcdefgh>Current"))) {
            ClientException closed = assertThrows(
                    ClientException.class, () -> Nodes.get(files(closing.port()).list(RemotePath.ROOT)));
            assertEquals(Kind.INCOMPLETE, closed.kind());
        }
        ClientException refused = assertThrows(ClientException.class, () -> Nodes.get(files(1).list(RemotePath.ROOT)));
        assertEquals(Kind.CANNOT_CONNECT, refused.kind());
    }

    @Test
    void hostile_names_in_a_welcome_are_no_names() throws Exception {
        try (StandIn hostile = new StandIn(peer -> {
            peer.send("<abcdefgh>");
            peer.dribble(
                    "Current Directory: /x:\n|\n-- ../up\n-- /abs\n-- \n-- a/b\n-- ok\n-- ..\n-- e\u001b[2J\nnot a name<abcdefgh>"
                            .getBytes(StandardCharsets.UTF_8));
            peer.awaitEnd();
        })) {
            assertEquals(
                    List.of("ok"),
                    Nodes.get(files(hostile.port()).list(RemotePath.ROOT)).stream()
                            .map(RemoteEntry::name)
                            .toList());
        }
    }

    @Test
    void a_source_that_breaks_replaces_nothing() throws Exception {
        byte[] old = "OLD".getBytes(StandardCharsets.UTF_8);
        older.with("f", old);
        Files.write(root.resolve("f"), old);
        for (RemoteFiles files :
                List.of(olderFiles(), files(server.listeners().get(1).port()))) {
            Source breaking = new Source.Stream(Channels.newChannel(new InputStream() {
                private int left = 500_000;

                @Override
                public int read() throws IOException {
                    if (left == 0) {
                        throw new IOException("the disk is gone");
                    }
                    left--;
                    return 'x';
                }
            }));
            assertThrows(ClientException.class, () -> Nodes.get(files.upload(breaking, path("f"), REPLACE, quiet())));
        }
        assertLeft();
        Await.until(Duration.ofSeconds(5), () -> server.connections() == 0, server::connections);
        assertArrayEquals(old, older.content("f"));
        assertArrayEquals(old, Files.readAllBytes(root.resolve("f")));
    }

    private RemoteFiles olderFiles() {
        return files(older.port());
    }

    private RemoteFiles files(int port) {
        return new TokenFiles(
                nodes.vertx(),
                new ClientLimits(
                        nodes.limits(),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1)),
                Nodes.local(port));
    }

    private Source here(int bytes) {
        try {
            return new Source.LocalFile(Files.write(folder.resolve("here"), new byte[bytes]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Destination to(String name) {
        return new Destination.LocalFile(folder.resolve(name));
    }

    private static RemotePath path(String text) {
        return RemotePath.of(text);
    }

    private static Progress quiet() {
        return (bytes, total) -> {};
    }

    private void assertLeft() throws Exception {
        Await.until(Duration.ofSeconds(5), () -> older.open() == 0, older::open);
    }
}
