package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TokenPeer;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mini-FTP on whole nodes: a server, a proxy before it, and a proxy before an older server. */
@Timeout(120)
class TokenTest {

    /** Where a store keeps what is not whole yet. */
    private static final String PRIVATE = ".towpath-uploads";

    @TempDir
    Path folder;

    private final Nodes nodes =
            new Nodes(Map.of("stall-timeout", "3s", "hop-timeout", "500ms", "linger-timeout", "300ms"));
    private Path root;
    private Node server;
    private Node proxy;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        server = Nodes.get(Node.server(nodes.vertx(), settings(), new LocalStore(root), Duration.ofSeconds(5)));
        proxy = proxy(server.port());
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_whole_session_on_a_server_and_on_a_proxy() throws Exception {
        for (Node node : List.of(server, proxy)) {
            try (TokenPeer peer = connect(node)) {
                assertEquals("Current Directory: /:\n|", peer.text());
                byte[] content = TokenSessionTest.tricky(peer.token());
                assertEquals("/", peer.ask("mkdir docs"));
                assertEquals("/docs", peer.ask("cd docs"));
                assertEquals("/docs", peer.upload("f", content));
                assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve("docs/f"))));
                assertEquals("700001", peer.ask("info f"));
                assertEquals("/docs", peer.text());
                assertTrue(
                        RawClient.same(content, peer.send("dl f" + peer.token()).message()));
                assertEquals("/docs", peer.text());
                assertEquals("/docs", peer.upload("f", new byte[] {1, 2, 3}), "in place of what is there");
                assertEquals("/docs", peer.ask("mv f /g"));
                assertEquals("/docs\nERR exists", peer.ask("mv /g .."), "its own name in the root: there it is");
                assertEquals("/", peer.ask("cd .."));
                try (TokenPeer other = connect(node)) {
                    assertEquals("Current Directory: /:\n|\n-- docs\n-- g", other.text());
                }
                assertEquals("/", peer.ask("rm docs"));
                assertEquals("/", peer.ask("rm g"));
                assertEquals(-1, peer.send("exit" + peer.token()).read());
            }
            assertEquals(List.of(), names());
        }
        assertEmpty();
    }

    @Test
    void messages_of_every_length_around_one_read_come_whole_through_a_proxy() throws Exception {
        for (int length = 1000; length <= 1040; length++) {
            Files.write(root.resolve("f" + length), RawClient.pattern(length, length));
        }
        try (TokenPeer peer = connect(proxy)) {
            peer.message();
            for (int length = 1000; length <= 1040; length++) {
                byte[] got = peer.send("dl f" + length + peer.token()).message();
                assertArrayEquals(RawClient.pattern(length, length), got, "length " + length);
                assertEquals("/", peer.text());
            }
        }
    }

    @Test
    void large_contents_stream_both_ways_through_a_proxy() throws Exception {
        byte[] large = RawClient.pattern(20_000_003, 8);
        try (TokenPeer peer = connect(proxy)) {
            peer.message();
            assertEquals("/", peer.upload("large", large));
            assertTrue(RawClient.same(large, Files.readAllBytes(root.resolve("large"))));
            assertTrue(
                    RawClient.same(large, peer.send("dl large" + peer.token()).message()));
            assertEquals("/", peer.text());
        }
        assertEmpty();
    }

    @Test
    void a_refused_upload_is_dropped_on_every_node() throws Exception {
        Files.createDirectory(root.resolve("d"));
        Files.write(root.resolve("keep"), new byte[1]);
        byte[] large = RawClient.pattern(2_000_000, 5);
        for (Node node : List.of(server, proxy)) {
            try (TokenPeer peer = connect(node)) {
                peer.message();
                for (byte[] content : List.of("rm keep".getBytes(StandardCharsets.US_ASCII), large, new byte[0])) {
                    assertEquals("/\nERR exists", peer.upload("d", content));
                    assertEquals("/\nERR directory not found", peer.upload("no/f", content));
                    assertEquals("/\nERR file not found", peer.upload(".towpath-x", content));
                }
                assertEquals("/", peer.upload("f", large), "and the session goes on");
            }
        }
        assertTrue(Files.exists(root.resolve("keep")));
        assertEmpty();
    }

    @Test
    void a_broken_upload_leaves_nothing_and_what_was_there_before() throws Exception {
        Files.writeString(root.resolve("old"), "before");
        for (Node node : List.of(server, proxy)) {
            for (String name : List.of("old", "new")) {
                TokenPeer peer = connect(node);
                peer.message();
                peer.send("ul " + name + peer.token()).send(new byte[300_000]);
                Await.until(
                        Duration.ofSeconds(5),
                        () -> refresh().stream().anyMatch(n -> n.startsWith(PRIVATE)),
                        () -> names);
                peer.reset();
                Await.until(Duration.ofSeconds(5), () -> refresh().equals(List.of("old")), () -> names);
            }
        }
        assertEquals("before", Files.readString(root.resolve("old")));
        assertEmpty();
    }

    @Test
    void the_wall_holds() throws Exception {
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createSymbolicLink(root.resolve("out"), Path.of(".."));
        for (Node node : List.of(server, proxy)) {
            try (TokenPeer peer = connect(node)) {
                peer.message();
                for (String name : List.of("../secret", "/../secret", "out/secret", "/etc/passwd", ".towpath-x")) {
                    assertEquals("", peer.ask("dl " + name), name);
                    assertEquals("/\nERR file not found", peer.text(), name);
                }
                assertEquals("/\nERR directory not found", peer.ask("cd out"));
                assertTrue(peer.upload("out/secret", new byte[1]).startsWith("/\nERR "));
                assertTrue(peer.ask("mv ../../secret x").startsWith("/\nERR "));
                assertTrue(peer.ask("rm out/secret").startsWith("/\nERR "));
                assertTrue(peer.ask("mkdir out/d").startsWith("/\nERR "));
            }
        }
        assertEquals("secret", Files.readString(folder.resolve("secret")));
        assertFalse(Files.exists(folder.resolve("d")));
    }

    @Test
    void before_an_older_server_files_can_be_listed_and_fetched_and_no_more() throws Exception {
        byte[] body = "x".repeat(5000).getBytes(StandardCharsets.US_ASCII);
        Map<String, String> files =
                new TreeMap<>(Map.of("a b", "hi", "f", new String(body, StandardCharsets.US_ASCII)));
        try (StandIn older = OlderPrograms.server(files)) {
            Node before = proxy(older.port());
            try (TokenPeer peer = connect(before)) {
                assertEquals("Current Directory: /:\n|\n-- a b\n-- f", peer.text());
                assertEquals("hi", peer.ask("dl a b"));
                assertEquals("/", peer.text());
                assertArrayEquals(body, peer.send("dl f" + peer.token()).message());
                assertEquals("/", peer.text());
                assertEquals("", peer.ask("dl nothing"));
                assertEquals("/\nERR file not found", peer.text());
                assertEquals("", peer.ask("info f"));
                assertEquals("/\nERR unknown command", peer.text());
                for (String command : List.of("cd d", "cd ..", "mkdir d", "rm f", "mv f g")) {
                    assertEquals("/\nERR unknown command", peer.ask(command), command);
                }
                assertEquals("/\nERR unknown command", peer.upload("g", body));
                assertEquals(
                        "/\nERR unknown command", peer.upload("g", "DOWNLOAD f\n".getBytes(StandardCharsets.US_ASCII)));
                assertEquals("hi", peer.ask("dl a b"));
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> before.nat().size() == 0 && before.connections() == 0,
                    before::connections);
        }
    }

    @Test
    void a_proxy_whose_upstream_is_gone_says_so() throws Exception {
        Node before = proxy(1);
        try (TokenPeer peer = connect(before)) {
            assertEquals("Current Directory: /:\n|\nERR proxy error: refused", peer.text());
            assertEquals("", peer.ask("dl f"));
            assertEquals("/\nERR proxy error: refused", peer.text());
            assertEquals("/\nERR proxy error: refused", peer.upload("f", new byte[2000]));
            assertEquals("/\nERR proxy error: refused", peer.ask("cd d"));
        }
    }

    @Test
    void a_download_that_breaks_after_it_began_is_a_reset() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StandIn leaving = StandIn.older(peer -> {
            String line = peer.readLine();
            if (line.startsWith("DOWNLOAD")) {
                peer.send("OK 100000\nsome");
                go.await(10, TimeUnit.SECONDS);
            } else {
                peer.send("OK\nEND\n");
            }
        })) {
            Node before = proxy(leaving.port());
            try (TokenPeer peer = connect(before)) {
                peer.message();
                peer.send("dl f" + peer.token());
                assertEquals('s', peer.read());
                go.countDown();
                assertThrows(SocketException.class, peer::message);
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> before.nat().size() == 0 && before.connections() == 0,
                    before::connections);
        }
    }

    @Test
    void a_reset_in_the_middle_of_a_download_frees_the_upstream() throws Exception {
        Files.write(root.resolve("f"), new byte[30_000_000]);
        try (TokenPeer peer = connect(proxy)) {
            peer.message();
            peer.send("dl f" + peer.token());
            peer.read();
            peer.reset();
        }
        assertEmpty();
    }

    private TokenPeer connect(Node node) throws IOException {
        return new TokenPeer(node.listeners().get(1).port());
    }

    private Node proxy(int upstream) {
        return Nodes.get(Node.proxy(nodes.vertx(), settings(), Nodes.local(upstream)));
    }

    private Node.Settings settings() {
        Node.Settings s = nodes.settings(List.of());
        return new Node.Settings(
                s.host(),
                0,
                s.relayTo(),
                s.natCapacity(),
                List.of(DialectPort.parse("token=0")),
                s.managementPort(),
                s.resolver(),
                s.limits());
    }

    private List<String> names = List.of();

    private List<String> refresh() throws IOException {
        names = names();
        return names;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> !p.equals(root))
                    .map(p -> root.relativize(p).toString())
                    .filter(p -> !p.equals(PRIVATE))
                    .sorted()
                    .toList();
        }
    }

    private void assertEmpty() throws Exception {
        List<Node> all = List.of(server, proxy);
        Await.until(
                Duration.ofSeconds(8),
                () -> all.stream().allMatch(n -> n.nat().size() == 0)
                        && server.listeners().get(1).connections() == 0
                        && proxy.connections() == 0,
                () -> all.stream()
                        .map(n -> n.nat().size() + " entries, " + n.connections() + " connections")
                        .toList());
    }
}
