package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.client.ClientException;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.Received;
import dev.towpath.client.Targets;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.RemotePath;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Route;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two older chains over raw sockets, with stand-ins for the programs that speak them. */
@Timeout(90)
class ChainTest {

    private static final byte[] FILE = RawClient.pattern(3_000_001, 9);

    @TempDir
    Path folder;

    private final Nodes nodes =
            new Nodes(Map.of("stall-timeout", "3s", "hop-timeout", "500ms", "linger-timeout", "500ms"));
    private Node server;
    private Node strict;
    private Node proxy;

    @BeforeEach
    void start() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("f"), FILE);
        Files.writeString(root.resolve("a b"), "hi\n");
        Files.writeString(root.resolve("empty"), "");
        server = server(root, List.of("127.0.0.0/8:*"));
        strict = server(root, List.of());
        proxy = Nodes.get(Node.proxy(nodes.vertx(), settings(List.of("127.0.0.0/8:*")), Nodes.local(server.port())));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    // --- chain-stream, as a listener

    @Test
    void a_stream_server_answers_with_the_bare_bytes() throws Exception {
        assertTrue(RawClient.same(FILE, ask(stream(server), "f\n")));
        assertEquals("hi\n", text(ask(stream(server), "a b\n")));
        assertEquals("", text(ask(stream(server), "empty\n")));
        assertEquals("hi\n", text(ask(stream(proxy), "a b\n")), "a proxy named last answers from its upstream");
    }

    @Test
    void a_stream_request_is_complete_at_fin_or_after_a_moment() throws Exception {
        for (String request : List.of("a b\n", "a b", "a b\r\n", "a b\n\n")) {
            assertEquals("hi\n", text(ask(stream(server), request)), request);
            try (RawClient client = new RawClient(stream(server))) {
                assertEquals("hi\n", client.send(request).halfClose().readToEndAsText(), request);
            }
        }
    }

    @Test
    void a_stream_request_may_come_a_byte_at_a_time() throws Exception {
        try (RawClient client = new RawClient(stream(server))) {
            for (byte b : "a b\n".getBytes(StandardCharsets.UTF_8)) {
                client.send(new byte[] {b});
            }
            assertEquals("hi\n", client.readToEndAsText());
        }
    }

    @Test
    void what_cannot_be_answered_in_a_stream_is_closed_without_a_byte() throws Exception {
        for (String request : List.of(
                "nothing\n",
                "../root/f\n",
                "/etc/passwd\n",
                "f\nnonsense\n",
                "f\n127.0.0.1 0\n",
                "f\n127.0.0.1 99999\n",
                "\n",
                "f\u0000\n")) {
            assertEquals("", text(ask(stream(server), request)), request);
        }
        assertEquals("", text(ask(stream(strict), "f\n127.0.0.1 " + stream(server) + "\n")), "not allowed");
    }

    @Test
    void what_comes_behind_a_complete_stream_request_is_a_reset() throws Exception {
        Files.write(folder.resolve("root/big"), new byte[24_000_000]);
        try (RawClient client = new RawClient(stream(server), 4096)) {
            client.send("big\n");
            client.read(10);
            client.send("more\n");
            assertThrows(SocketException.class, client::readToEnd);
        }
    }

    @Test
    void a_request_of_more_than_4096_bytes_is_a_reset() throws Exception {
        for (int port : List.of(stream(server), sized(server))) {
            try (RawClient client = new RawClient(port)) {
                client.send("x".repeat(5000));
                assertEquals(0, client.readToEndOrReset().length);
            }
        }
    }

    // --- chain-stream, through hops

    @Test
    void a_stream_comes_through_three_hops() throws Exception {
        String route = "f\n127.0.0.1 " + stream(proxy) + "\n127.0.0.1 " + stream(server) + "\n";
        assertTrue(RawClient.same(FILE, ask(stream(server), route)));
        assertEmpty();
    }

    @Test
    void an_older_stream_node_gets_what_is_left_in_one_write_each_line_with_its_lf() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn older = new StandIn(peer -> {
            seen.add(peer.readOnce(1024));
            peer.send("from the old one");
        })) {
            String rest = "\n10.1.1.1 7\n10.1.1.2 8\n";
            assertEquals("from the old one", text(ask(stream(server), "f\n127.0.0.1 " + older.port() + rest)));
            assertEquals(List.of("f\n10.1.1.1 7\n10.1.1.2 8\n"), seen);
        }
        assertEmpty();
    }

    @Test
    void half_a_stream_has_passed_before_the_rest_is_there_and_a_reset_stays_one() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (StandIn older = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("first");
            assertTrue(goOn.await(10, TimeUnit.SECONDS));
            peer.reset();
        })) {
            try (RawClient client = new RawClient(stream(server))) {
                client.send("f\n127.0.0.1 " + stream(proxy) + "\n127.0.0.1 " + older.port() + "\n");
                assertEquals("first", text(client.read(5)));
                goOn.countDown();
                assertThrows(SocketException.class, () -> client.read(1), "a FIN would mean that this was all");
            }
        }
        assertEmpty();
    }

    @Test
    void a_stream_node_that_says_nothing_is_given_up() throws Exception {
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            assertEquals("", text(ask(stream(server), "f\n127.0.0.1 " + silent.port() + "\n")));
        }
        assertEmpty();
    }

    // --- chain-sized, as a listener

    @Test
    void a_sized_server_waits_for_the_acknowledgement() throws Exception {
        for (String request : List.of("f\n127.0.0.1 1", "f\n127.0.0.1 1\n", "f\r\nanything at all\n\n")) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send(request);
                assertEquals("3000001", text(client.read(7)));
                client.send("ack_to_send");
                byte[] body = client.read(FILE.length);
                assertTrue(RawClient.same(FILE, body));
                client.send("close");
                assertTrue(client.isClosedByPeer());
            }
        }
        assertEmpty();
    }

    @Test
    void the_acknowledgement_may_come_in_pieces_and_with_more_behind_it() throws Exception {
        try (RawClient client = new RawClient(sized(server))) {
            client.send("a b\nme 1");
            assertEquals("3", text(client.read(1)));
            client.send("a").send("ck");
            client.send("_to_send and a lot more".repeat(100));
            assertEquals("hi\n", client.readToEndAsText());
        }
    }

    @Test
    void what_cannot_be_answered_in_sizes_is_not_available() throws Exception {
        for (String request : List.of(
                "nothing\nme 1",
                "../x\nme 1",
                "f",
                "f\nme 1\nnonsense",
                "f\nme 1\n127.0.0.1 0",
                "f\nme 1\n2130706433 5")) {
            assertEquals("NA", text(ask(sized(server), request)), request);
        }
        assertEquals("NA", text(ask(sized(strict), "f\nme 1\n127.0.0.1 " + sized(server))), "not allowed");
    }

    @Test
    void a_client_that_never_acknowledges_is_closed() throws Exception {
        try (RawClient client = new RawClient(sized(server))) {
            client.send("a b\nme 1");
            assertEquals("3", text(client.readToEndOrReset()));
        }
        assertEmpty();
    }

    // --- chain-sized, through hops

    @Test
    void sizes_and_bytes_come_through_three_hops() throws Exception {
        try (RawClient client = new RawClient(sized(server))) {
            client.send("f\nme 1\n127.0.0.1 " + sized(proxy) + "\n127.0.0.1 " + sized(server));
            assertEquals("3000001", text(client.read(7)));
            client.send("ack_to_send");
            assertTrue(RawClient.same(FILE, client.readToEnd()));
        }
        assertEmpty();
    }

    /** Reads once at most 1024 bytes, counts lines by splitting at LF, reads 4 bytes of the acknowledgement, closes at once. */
    @Test
    void an_older_sized_server_gets_exactly_what_it_can_read() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        byte[] body = RawClient.pattern(500_000, 4);
        try (StandIn older = new StandIn(peer -> {
            String request = peer.readOnce(1024);
            seen.add(request);
            peer.send(request.split("\n", -1).length == 2 ? "500000" : "NA");
            seen.add(peer.readOnce(4));
            peer.send(body);
            // what it has not read is a reset now: there must be nothing
        })) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send("f\nme 1\n127.0.0.1 " + sized(proxy) + "\n127.0.0.1 " + older.port());
                assertEquals("500000", text(client.read(6)));
                client.send("ack_to_send");
                assertTrue(RawClient.same(body, client.readToEnd()));
            }
            assertEquals(List.of("f\n127.0.0.1 " + older.port(), "ack_"), seen);
        }
        assertEmpty();
    }

    @Test
    void a_request_that_an_older_sized_node_could_not_read_is_refused() throws Exception {
        try (StandIn older = new StandIn(StandIn.Peer::awaitEnd)) {
            String name = "x/".repeat(600);
            assertEquals("NA", text(ask(sized(server), name + "y\nme 1\n127.0.0.1 " + older.port())));
            assertEquals(0, older.accepted());
        }
    }

    @Test
    void a_sized_answer_that_ends_early_is_a_reset() throws Exception {
        try (StandIn liar = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("10");
            peer.readOnce(4);
            peer.send("hello");
        })) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send("f\nme 1\n127.0.0.1 " + liar.port());
                assertEquals("10", text(client.read(2)));
                client.send("ack_to_send");
                assertThrows(SocketException.class, client::readToEnd);
            }
        }
        assertEmpty();
    }

    @Test
    void sizes_that_are_none_are_not_available() throws Exception {
        for (String answer : List.of("", "NA", "-1", "1x", "99999999999999999999", "OK 5\n", "1".repeat(100))) {
            try (StandIn liar = new StandIn(peer -> {
                peer.readOnce(1024);
                peer.send(answer);
                peer.awaitEnd();
            })) {
                assertEquals("NA", text(ask(sized(server), "f\nme 1\n127.0.0.1 " + liar.port())), answer);
            }
        }
        assertEmpty();
    }

    // --- never a FIN that lies

    @Test
    void a_node_that_is_stopped_resets_what_is_not_whole() throws Exception {
        for (boolean drained : List.of(true, false)) {
            try (StandIn older = new StandIn(peer -> {
                peer.readOnce(1024);
                peer.send(new byte[100_000]);
                peer.awaitEnd();
            })) {
                Nodes stopping = new Nodes(Map.of("drain-timeout", "300ms", "linger-timeout", "100ms"));
                try (stopping) {
                    Node.Settings s = settings(List.of("127.0.0.0/8:*"));
                    Node node = Nodes.get(Node.server(
                            stopping.vertx(),
                            new Node.Settings(
                                    s.host(),
                                    0,
                                    s.relayTo(),
                                    10,
                                    s.dialects(),
                                    s.managementPort(),
                                    s.resolver(),
                                    stopping.limits()),
                            new LocalStore(folder.resolve("root")),
                            Duration.ofSeconds(5)));
                    try (RawClient client = new RawClient(stream(node))) {
                        client.send("f\n127.0.0.1 " + older.port() + "\n");
                        assertEquals(100_000, client.read(100_000).length);
                        Nodes.get(drained ? node.drain() : node.close());
                        assertThrows(SocketException.class, () -> client.read(1), "a FIN says that this was all");
                    }
                }
            }
        }
    }

    @Test
    void a_size_that_goes_on_after_a_pause_is_no_size() throws Exception {
        CountDownLatch acknowledgeable = new CountDownLatch(1);
        try (StandIn liar = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("1");
            acknowledgeable.await(10, TimeUnit.SECONDS);
            peer.send("0");
            peer.awaitEnd();
        })) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send("f\nme 1\n127.0.0.1 " + liar.port());
                assertEquals("1", text(client.read(1)));
                acknowledgeable.countDown();
                assertThrows(SocketException.class, () -> client.read(1));
            }
        }
        assertEmpty();
    }

    @Test
    void hops_that_come_behind_a_complete_request_are_no_acknowledgement() throws Exception {
        try (StandIn slow = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.awaitEnd();
        })) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send("f\nme 1\n127.0.0.1 " + slow.port() + "\n");
                Await.until(Duration.ofSeconds(5), () -> slow.open() == 1, slow::open);
                client.send("\n\r\n").send("127.0.0.1 9");
                assertThrows(SocketException.class, () -> client.read(1));
            }
        }
        assertEmpty();
    }

    @Test
    void a_sized_client_that_can_acknowledge_no_more_is_let_go_at_once() throws Exception {
        long start = System.nanoTime();
        try (RawClient client = new RawClient(sized(server))) {
            client.send("f\nme 1").halfClose();
            client.readToEndOrReset();
        }
        assertTrue(System.nanoTime() - start < 2_500_000_000L, "held for the stall time");
        assertEmpty();
    }

    @Test
    void a_hop_that_goes_before_the_acknowledgement_takes_its_entry_with_it() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StandIn leaving = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("10");
            go.await(10, TimeUnit.SECONDS);
            peer.reset();
        })) {
            try (RawClient client = new RawClient(sized(server))) {
                client.send("f\nme 1\n127.0.0.1 " + leaving.port());
                assertEquals("10", text(client.read(2)));
                go.countDown();
                assertThrows(SocketException.class, () -> client.read(1));
                assertEquals(0, server.nat().size());
            }
        }
    }

    // --- mixed with older programs, in any order

    @Test
    void older_relays_stand_between_nodes_of_our_own() throws Exception {
        try (StandIn one = OlderPrograms.streamRelay();
                StandIn two = OlderPrograms.streamRelay()) {
            String route = "\n127.0.0.1 " + stream(proxy) + "\n127.0.0.1 " + one.port() + "\n127.0.0.1 "
                    + stream(server) + "\n127.0.0.1 " + two.port() + "\n127.0.0.1 " + stream(strict) + "\n";
            assertTrue(RawClient.same(FILE, ask(stream(server), "f" + route)));
            assertTrue(RawClient.same(FILE, ask(one.port(), "f" + route)), "an older one in front");
        }
        try (StandIn one = OlderPrograms.sizedRelay();
                StandIn two = OlderPrograms.sizedRelay()) {
            String route = "\n127.0.0.1 " + sized(proxy) + "\n127.0.0.1 " + one.port() + "\n127.0.0.1 " + sized(server)
                    + "\n127.0.0.1 " + two.port() + "\n127.0.0.1 " + sized(strict);
            for (int first : List.of(sized(server), one.port())) {
                try (RawClient client = new RawClient(first)) {
                    client.send("f\nme 1" + route);
                    assertEquals("3000001", text(client.read(7)));
                    client.send("ack_");
                    assertTrue(RawClient.same(FILE, client.read(FILE.length)));
                }
            }
            assertEquals("NA", text(ask(sized(server), "nothing\nme 1" + route)));
        }
        assertEmpty();
    }

    // --- the client

    @Test
    void the_client_fetches_along_both_chains() throws Exception {
        Path copy = folder.resolve("copy");
        for (Protocol protocol : List.of(Protocol.CHAIN_STREAM, Protocol.CHAIN_SIZED)) {
            List<HostPort> hops = new ArrayList<>();
            for (Node node : List.of(server, proxy, strict)) {
                hops.add(Nodes.local(protocol == Protocol.CHAIN_STREAM ? stream(node) : sized(node)));
            }
            Received received = fetch(protocol, hops, "f", copy);
            assertEquals(FILE.length, received.bytes());
            assertEquals(protocol == Protocol.CHAIN_SIZED, received.sizeChecked());
            assertTrue(RawClient.same(FILE, Files.readAllBytes(copy)));
            Files.delete(copy);
        }
    }

    @Test
    void the_client_tells_what_went_wrong() throws Exception {
        Path copy = folder.resolve("copy");
        ClientException empty = assertThrows(
                ClientException.class,
                () -> fetch(Protocol.CHAIN_STREAM, List.of(Nodes.local(stream(server))), "nothing", copy));
        assertEquals(ClientException.Kind.INCOMPLETE, empty.kind());
        RefusedException missing = assertThrows(
                RefusedException.class,
                () -> fetch(Protocol.CHAIN_SIZED, List.of(Nodes.local(sized(server))), "nothing", copy));
        assertEquals("file not found", missing.status().text());
        try (StandIn resetting = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("some");
            peer.reset();
        })) {
            ClientException reset = assertThrows(
                    ClientException.class,
                    () -> fetch(Protocol.CHAIN_STREAM, List.of(Nodes.local(resetting.port())), "f", copy));
            assertEquals(ClientException.Kind.INCOMPLETE, reset.kind());
        }
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            for (Protocol protocol : List.of(Protocol.CHAIN_STREAM, Protocol.CHAIN_SIZED)) {
                ClientException silence = assertThrows(
                        ClientException.class,
                        () -> fetch(protocol, List.of(Nodes.local(silent.port())), "f", copy, Duration.ofSeconds(1)));
                assertEquals(ClientException.Kind.TIMED_OUT, silence.kind());
            }
        }
        assertFalse(Files.exists(copy));
    }

    private Received fetch(Protocol protocol, List<HostPort> hops, String name, Path to) {
        return fetch(protocol, hops, name, to, Duration.ofSeconds(10));
    }

    private Received fetch(Protocol protocol, List<HostPort> hops, String name, Path to, Duration silence) {
        TowpathClient client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(
                        nodes.limits(), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), silence));
        Location location = new Location(new Route(protocol, hops), RemotePath.of(name));
        return Nodes.get(client.download(location, () -> Targets.open(to), (bytes, total) -> {}));
    }

    private Node server(Path root, List<String> relayTo) {
        return Nodes.get(Node.server(nodes.vertx(), settings(relayTo), new LocalStore(root), Duration.ofSeconds(5)));
    }

    private Node.Settings settings(List<String> relayTo) {
        Node.Settings s = nodes.settings(relayTo);
        List<DialectPort> dialects =
                List.of(DialectPort.parse("chain-stream=0"), DialectPort.parse("chain-sized=127.0.0.1:0"));
        return new Node.Settings(
                s.host(), 0, s.relayTo(), s.natCapacity(), dialects, s.managementPort(), s.resolver(), s.limits());
    }

    private static int stream(Node node) {
        return node.listeners().get(1).port();
    }

    private static int sized(Node node) {
        return node.listeners().get(2).port();
    }

    private void assertEmpty() throws Exception {
        List<Node> all = List.of(server, strict, proxy);
        Await.until(
                Duration.ofSeconds(8),
                () -> all.stream().allMatch(n -> n.nat().size() == 0 && n.connections() == 0),
                () -> all.stream()
                        .map(n -> n.nat().size() + " entries, " + n.connections() + " connections")
                        .toList());
    }

    /** Sends a request, leaves it to the node to see its end, reads the answer to its end. */
    private static byte[] ask(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).readToEnd();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
