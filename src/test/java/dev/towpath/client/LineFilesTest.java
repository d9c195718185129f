package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.Destination.LocalFile;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.Facts;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Route;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client with nodes of its own kind, directly, through a proxy and along a route, and with what older ones leave of it. */
@Timeout(60)
class LineFilesTest {

    private static final List<String> ANYWHERE = List.of("127.0.0.0/8:*");

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final Heard heard = new Heard();
    private TowpathClient client;
    private Path root;

    /** How a node is reached. */
    enum Way {
        DIRECT,
        PROXY,
        ROUTE
    }

    @BeforeEach
    void start() throws IOException {
        client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new UploadIds(folder.resolve("ids")));
        root = Files.createDirectory(folder.resolve("root"));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private RemoteFiles files(Way way) {
        Node server = nodes.server(root);
        return switch (way) {
            case DIRECT -> files(server.port());
            case PROXY -> files(nodes.proxy(server.port()).port());
            case ROUTE ->
                files(
                        nodes.server(root, ANYWHERE).port(),
                        nodes.proxy(Nodes.local(1), ANYWHERE).port(),
                        server.port());
        };
    }

    private RemoteFiles files(Integer... ports) {
        List<HostPort> hops = Arrays.stream(ports).map(Nodes::local).toList();
        return client.files(new Location(new Route(hops), RemotePath.ROOT));
    }

    @ParameterizedTest
    @EnumSource
    void every_verb_does_what_it_says(Way way) throws IOException {
        try (RemoteFiles files = files(way)) {
            Nodes.get(files.makeDirectory(path("d")));
            Nodes.get(files.makeDirectory(path("d/sub")));
            Files.writeString(root.resolve("d/f"), "hello");
            assertEquals(
                    List.of(
                            new RemoteEntry("f", RemoteEntry.Kind.FILE, 5, modified("d/f")),
                            new RemoteEntry("sub", RemoteEntry.Kind.DIRECTORY, 0, modified("d/sub"))),
                    Nodes.get(files.list(path("d"))));
            Facts facts = Nodes.get(files.info(path("d/f")));
            assertEquals(5, facts.size());
            assertFalse(facts.directory());
            assertTrue(Nodes.get(files.info(RemotePath.ROOT)).directory());
            assertEquals(
                    TowpathStandIn.sha256(TowpathStandIn.bytes("hello")),
                    Nodes.get(files.hash(path("d/f"))).sha256());
            Nodes.get(files.move(path("d/f"), path("d/g")));
            assertEquals("hello", Files.readString(root.resolve("d/g")));
            assertEquals("directory not empty", refusal(files.remove(path("d"))));
            Nodes.get(files.remove(path("d/g")));
            Nodes.get(files.remove(path("d/sub")));
            Nodes.get(files.remove(path("d")));
            assertEquals(List.of(), Nodes.get(files.list(RemotePath.ROOT)));
            assertEquals("file not found", refusal(files.info(path("d"))));
            assertEquals("file not found", refusal(files.remove(path("d"))));
            assertEquals("directory not found", refusal(files.list(path("d"))));
        }
    }

    @ParameterizedTest
    @EnumSource
    void files_of_every_size_go_and_come_back_verified(Way way) throws IOException {
        try (RemoteFiles files = files(way)) {
            for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_048_576, 3_000_001}) {
                byte[] content = RawClient.pattern(size, size);
                Path file = Files.write(folder.resolve("up"), content);
                Sent sent =
                        Nodes.get(files.upload(new Source.LocalFile(file), path("f" + size), UploadPlan.PLAIN, heard));
                assertTrue(sent.verified(), "" + size);
                assertEquals(size, sent.bytes());
                assertEquals(0, sent.again());
                assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve("f" + size))), "" + size);
                assertEquals(Files.getLastModifiedTime(file).toMillis(), modified("f" + size));
                assertEquals(
                        "exists",
                        refusal(files.upload(new Source.LocalFile(file), path("f" + size), UploadPlan.PLAIN, heard)));

                Path copy = folder.resolve("down" + size);
                Received received =
                        Nodes.get(files.download(path("f" + size), new LocalFile(copy), DownloadPlan.PLAIN, heard));
                assertTrue(received.verified(), "" + size);
                assertTrue(RawClient.same(content, Files.readAllBytes(copy)), "" + size);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void streams_go_and_come_back_verified(Way way) throws IOException {
        byte[] content = RawClient.pattern(1_000_003, 5);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RemoteFiles files = files(way)) {
            Source source = new Source.Stream(Channels.newChannel(new ByteArrayInputStream(content)));
            assertTrue(Nodes.get(files.upload(source, path("s"), UploadPlan.PLAIN, heard))
                    .verified());
            Destination to = new Destination.Stream(Channels.newChannel(out));
            assertTrue(Nodes.get(files.download(path("s"), to, DownloadPlan.PLAIN, heard))
                    .verified());
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("s")));
        assertArrayEquals(content, out.toByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void a_part_is_proven_and_continued(Way way) throws IOException {
        byte[] content = RawClient.pattern(2_000_000, 5);
        Files.write(root.resolve("f"), content);
        Path copy = folder.resolve("copy");
        Files.write(folder.resolve("copy.part"), Arrays.copyOf(content, 1_999_000));
        try (RemoteFiles files = files(way)) {
            Nodes.get(files.download(path("f"), new LocalFile(copy), new DownloadPlan(true, 0, true), heard));
        }
        assertArrayEquals(content, Files.readAllBytes(copy));
        assertTrue(heard.heard("continuing copy.part at byte 1999000"), heard.notes.toString());
    }

    @Test
    void what_is_asked_at_once_goes_over_connections_of_its_own() throws IOException {
        for (int i = 0; i < 8; i++) {
            Files.write(root.resolve("f" + i), RawClient.pattern(500_000, i));
        }
        List<Future<Received>> running = new ArrayList<>();
        try (RemoteFiles files = files(Way.PROXY)) {
            for (int i = 0; i < 8; i++) {
                running.add(files.download(
                        path("f" + i), new LocalFile(folder.resolve("c" + i)), DownloadPlan.PLAIN, (b, t) -> {}));
            }
            for (int i = 0; i < 8; i++) {
                assertTrue(Nodes.get(running.get(i)).verified());
                assertTrue(RawClient.same(RawClient.pattern(500_000, i), Files.readAllBytes(folder.resolve("c" + i))));
            }
        }
    }

    @Test
    void an_older_server_behind_a_proxy_gives_what_it_can() throws IOException {
        try (StandIn older = OlderPrograms.server(Map.of("f", "hello"))) {
            for (RemoteFiles files : List.of(
                    files(nodes.proxy(older.port()).port()),
                    files(nodes.server(root, ANYWHERE).port(), older.port()),
                    files(older.port()))) {
                try (files) {
                    assertEquals(
                            List.of(new RemoteEntry(
                                    "f", RemoteEntry.Kind.FILE, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN)),
                            Nodes.get(files.list(RemotePath.ROOT)));
                    Path copy = folder.resolve("copy");
                    Received received = Nodes.get(
                            files.download(path("f"), new LocalFile(copy), new DownloadPlan(true, 2, true), heard));
                    assertFalse(received.verified());
                    assertEquals("hello", Files.readString(copy));
                    assertEquals(
                            "file not found",
                            refusal(files.download(path("g"), new LocalFile(copy), DownloadPlan.PLAIN, heard)));
                    Path file = Files.writeString(folder.resolve("up"), "LIST\nDOWNLOAD f\n");
                    for (Future<?> refused : List.of(
                            files.upload(new Source.LocalFile(file), path("u"), UploadPlan.PLAIN, heard),
                            files.info(path("f")),
                            files.hash(path("f")),
                            files.list(path("d")),
                            files.makeDirectory(path("d")),
                            files.remove(path("f")),
                            files.move(path("f"), path("g")))) {
                        assertEquals("unknown command", refusal(refused));
                    }
                }
            }
        }
    }

    @Test
    void an_older_server_with_nothing_to_list_lists_nothing() throws IOException {
        try (StandIn older = StandIn.answeringOnce(line -> "ERR no files available\n");
                RemoteFiles files = files(older.port())) {
            assertEquals(List.of(), Nodes.get(files.list(RemotePath.ROOT)));
        }
    }

    @Test
    void an_older_program_is_the_last_hop_or_none() throws IOException {
        try (StandIn older = OlderPrograms.server(Map.of());
                RemoteFiles files = files(older.port(), nodes.server(root).port())) {
            ClientException e = assertThrows(ClientException.class, () -> Nodes.get(files.list(RemotePath.ROOT)));
            assertEquals(Kind.BAD_ROUTE, e.kind());
        }
    }

    @Test
    void a_node_that_waits_is_waited_for() throws IOException {
        AtomicInteger hashes = new AtomicInteger();
        try (TowpathStandIn node = new TowpathStandIn()
                        .with("f", TowpathStandIn.bytes("hello"))
                        .lying((request, peer) -> {
                            if (request.startsWith("HASH")) {
                                hashes.incrementAndGet();
                                peer.send("WAIT\nWAIT\n");
                            }
                            return false;
                        });
                RemoteFiles files = files(nodes.proxy(node.port()).port())) {
            assertEquals(5, Nodes.get(files.hash(path("f"))).size());
            assertEquals(1, hashes.get());
        }
    }

    @Test
    void a_proxy_whose_server_comes_back_is_tried_again() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (TowpathStandIn node = new TowpathStandIn()
                        .with("f", TowpathStandIn.bytes("hello"))
                        .lying((request, peer) -> {
                            boolean broken = asked.incrementAndGet() <= 2;
                            if (broken) {
                                peer.send("ERR proxy error: " + (asked.get() == 1 ? "refused" : "closed early") + "\n");
                            }
                            return broken;
                        });
                RemoteFiles files = files(node.port())) {
            Path copy = folder.resolve("copy");
            Received received =
                    Nodes.get(files.download(path("f"), new LocalFile(copy), new DownloadPlan(false, 2, true), heard));
            assertTrue(received.verified());
            assertEquals(2, heard.notes.size(), heard.notes.toString());
        }
    }

    @Test
    void a_change_whose_answer_is_lost_is_not_asked_twice() throws IOException {
        try (TowpathStandIn node = new TowpathStandIn().lying((request, peer) -> {
                    peer.close();
                    return true;
                });
                RemoteFiles files = files(node.port())) {
            ClientException e = assertThrows(ClientException.class, () -> Nodes.get(files.remove(path("f"))));
            assertEquals(Kind.INCOMPLETE, e.kind());
            assertTrue(e.getMessage().contains("may have been done"), e.getMessage());
            assertEquals(1, node.asked("RM").size());
        }
    }

    @Test
    void an_answer_of_another_shape_is_a_bad_answer() throws IOException {
        for (String answer : List.of("OK 5 x\n", "OK\n", "GO 0 5\n", "OK 3\nabc", "OK LINES\nEND\n", "nonsense\n")) {
            try (TowpathStandIn node = new TowpathStandIn().lying((request, peer) -> {
                        peer.send(answer);
                        return true;
                    });
                    RemoteFiles files = files(node.port())) {
                assertEquals(Kind.OTHER, kind(files.info(path("f"))), answer);
                assertEquals(Kind.OTHER, kind(files.hash(path("f"))), answer);
                if (!answer.equals("OK LINES\nEND\n")) {
                    assertEquals(Kind.OTHER, kind(files.list(path("f"))), answer);
                }
                if (!answer.equals("OK\n")) {
                    assertEquals(Kind.OTHER, kind(files.makeDirectory(path("f"))), answer);
                }
            }
        }
    }

    private static Kind kind(Future<?> future) {
        return assertThrows(ClientException.class, () -> Nodes.get(future)).kind();
    }

    private static String refusal(Future<?> future) {
        return assertThrows(RefusedException.class, () -> Nodes.get(future))
                .status()
                .text();
    }

    private static RemotePath path(String text) {
        return RemotePath.of(text);
    }

    private long modified(String path) throws IOException {
        return Files.getLastModifiedTime(root.resolve(path)).toMillis();
    }
}
