package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.NodeIdentity;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RouteTraceTest {

    private static final int SIZE = 5_000_000;

    @TempDir
    Path root;

    private final Nodes nodes = new Nodes();
    private final Nodes hasty = new Nodes(Map.of("stall-timeout", "100ms", "hop-timeout", "100ms"));
    private TowpathClient client;

    @BeforeEach
    void start() throws IOException {
        Files.write(root.resolve("f"), RawClient.pattern(SIZE, 3));
        Files.createFile(root.resolve("empty"));
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(hasty.limits(), Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    @AfterEach
    void stop() {
        hasty.close();
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void every_hop_says_who_it_is_and_the_last_one_how_long_the_file_is(int count) throws Exception {
        List<Node> route = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            route.add(open());
        }
        route.add(nodes.proxy(nodes.server(root).port()));
        Location location = location(route, "f");

        List<TracedHop> hops = trace(location);

        assertEquals(count, hops.size());
        for (int i = 0; i < count; i++) {
            TracedHop hop = hops.get(i);
            assertTrue(hop.ok(), hop::toString);
            assertEquals(i + 1, hop.number());
            assertEquals(location.hops().hops().get(i), hop.asked());
            assertEquals(i == 0 ? Optional.of(hop.asked()) : Optional.empty(), hop.reached());
            assertEquals(
                    i == count - 1 ? "proxy" : "server",
                    hop.identity().map(NodeIdentity::role).orElse(""));
            assertFalse(hop.identity().map(NodeIdentity::version).orElse("").isEmpty());
            assertTrue(hop.milliseconds().orElse(0) > 0, hop::toString);
            assertFalse(hop.older());
        }
        assertEquals(SIZE, Nodes.get(new RouteTrace(client, location).size()));
        assertEquals(0, Nodes.get(new RouteTrace(client, location(route, "empty")).size()));
        for (Node node : route) {
            Await.until(Duration.ofSeconds(5), () -> node.nat().size() == 0, node.nat()::snapshot);
        }
    }

    @Test
    void a_missing_file_is_told_in_the_words_of_the_node() {
        Location location = location(List.of(open(), nodes.server(root)), "nothing");
        assertTrue(trace(location).stream().allMatch(TracedHop::ok));
        RefusedException e =
                assertThrows(RefusedException.class, () -> Nodes.get(new RouteTrace(client, location).size()));
        assertEquals("file not found", e.getMessage());
    }

    @Test
    void a_hop_that_its_predecessor_may_not_relay_to_names_the_predecessor() {
        Node strict = nodes.server(root);
        Node last = open();
        List<TracedHop> hops = trace(location(List.of(open(), strict, last), "f"));
        assertEquals(3, hops.size());
        assertTrue(hops.get(1).ok());
        TracedHop.Fault fault = fault(hops.get(2));
        assertEquals("not allowed by 127.0.0.1:" + strict.port(), fault.reason());
        assertEquals(Kind.RELAY_REFUSED, kind(fault));
    }

    /** The very same hop is refused at one place of the route and allowed at another. */
    @Test
    void the_predecessor_at_that_place_is_named_not_an_earlier_one() {
        Node last = open();
        Node strict = nodes.server(root);
        List<TracedHop> hops = trace(location(List.of(open(), last, strict, last), ""));
        assertEquals(4, hops.size());
        assertEquals(
                "not allowed by 127.0.0.1:" + strict.port(), fault(hops.get(3)).reason());
    }

    @Test
    void a_hop_that_is_not_there_ends_the_trace() throws Exception {
        int gone = portOfNobody();
        Node first = open();

        List<TracedHop> alone = trace(at("", gone, first.port()));
        assertEquals(1, alone.size());
        assertEquals("unreachable: refused", fault(alone.get(0)).reason());
        assertEquals(Kind.CANNOT_CONNECT, kind(fault(alone.get(0))));
        assertEquals(Optional.empty(), alone.get(0).reached());

        List<TracedHop> behind = trace(at("", first.port(), gone, first.port()));
        assertEquals(2, behind.size());
        assertEquals("unreachable: refused", fault(behind.get(1)).reason());
        assertEquals("proxy error: refused", fault(behind.get(1)).cause().getMessage());
    }

    @Test
    void a_host_that_nobody_knows_is_told_so() {
        Location location = Location.parse("tow://no-such-host.invalid:9000/");
        assertEquals("unreachable: unknown host", fault(trace(location).get(0)).reason());
        Location behind = Location.parse("tow://127.0.0.1:" + open().port() + ",no-such-host.invalid:9000/");
        assertEquals("unreachable: unknown host", fault(trace(behind).get(1)).reason());
    }

    @Test
    void an_older_program_is_fine_as_the_last_hop() throws Exception {
        try (StandIn older =
                StandIn.answeringOnce(line -> line.equals("LIST") ? "OK\nx\nEND\n" : "OK 3000000000\nand what comes")) {
            for (Location location : List.of(
                    at("x", older.port()),
                    at("x", open().port(), older.port()),
                    at("x", open().port(), open().port(), older.port()))) {
                List<TracedHop> hops = trace(location);
                TracedHop last = hops.get(hops.size() - 1);
                assertEquals(location.hops().hops().size(), hops.size());
                assertTrue(last.ok() && last.older(), last::toString);
                assertEquals(Optional.empty(), last.identity());
                assertTrue(last.milliseconds().isPresent());
                assertEquals(3_000_000_000L, Nodes.get(new RouteTrace(client, location).size()));
            }
        }
    }

    @Test
    void an_older_server_without_files_is_there_all_the_same() throws Exception {
        try (StandIn older = StandIn.answeringOnce(line -> "ERR no files available\n")) {
            TracedHop hop = trace(at("", older.port())).get(0);
            assertTrue(hop.ok() && hop.older(), hop::toString);
        }
    }

    /** It drops the bodies of answers it does not know. */
    @Test
    void an_older_proxy_is_told_apart() throws Exception {
        try (StandIn older = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(
                        switch (line) {
                            case "HELLO" -> "OK 120\n";
                            case "PING" -> "OK\n";
                            default -> "OK\nEND\n";
                        });
            }
        })) {
            assertTrue(trace(at("", older.port())).get(0).older());
            assertTrue(trace(at("", open().port(), older.port())).get(1).older());
        }
    }

    @Test
    void an_older_program_in_the_middle_is_a_bad_route() throws Exception {
        try (StandIn older = StandIn.answeringOnce(line -> "OK\nEND\n")) {
            for (Location location :
                    List.of(at("", older.port(), open().port()), at("", open().port(), older.port(), open().port()))) {
                List<TracedHop> hops = trace(location);
                TracedHop last = hops.get(hops.size() - 1);
                assertEquals(location.hops().hops().size() - 1, hops.size());
                assertTrue(last.older());
                assertEquals(
                        "an older program, which can only be the last hop",
                        fault(last).reason());
                assertEquals(Kind.BAD_ROUTE, kind(fault(last)));
            }
        }
    }

    @Test
    void a_node_that_is_silent_is_not_taken_for_an_older_one() throws Exception {
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            TracedHop hop = trace(at("", silent.port())).get(0);
            assertEquals("timed out", fault(hop).reason());
            assertEquals(Kind.TIMED_OUT, kind(fault(hop)));
            assertEquals(Optional.of(Nodes.local(silent.port())), hop.reached());
            assertFalse(hop.older());
        }
    }

    @Test
    void a_node_that_knows_hello_but_no_routes_is_narrowed_down() throws Exception {
        try (StandIn early = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(
                        switch (line) {
                            case "HELLO" -> "OK 10\ntowpath/1\n";
                            case "PING" -> "OK\n";
                            default -> "ERR unknown command\n";
                        });
            }
        })) {
            List<TracedHop> hops = trace(at("", early.port(), open().port()));
            assertTrue(hops.get(0).ok());
            assertEquals(
                    hops.get(0).asked() + " or " + hops.get(1).asked() + " knows no routes",
                    fault(hops.get(1)).reason());
        }
    }

    @Test
    void what_speaks_another_protocol_is_told_so() throws Exception {
        try (StandIn web = new StandIn(peer -> {
            peer.readLine();
            peer.send("HTTP/1.1 400 Bad Request\n");
        })) {
            assertEquals(Kind.OTHER, kind(fault(trace(at("", web.port())).get(0))));
            TracedHop behind = trace(at("", open().port(), web.port())).get(1);
            assertEquals("proxy error: bad answer", fault(behind).reason());
        }
    }

    private Node open() {
        return nodes.server(root, List.of("127.0.0.0/8:*"));
    }

    private List<TracedHop> trace(Location location) {
        RouteTrace trace = new RouteTrace(client, location);
        List<TracedHop> hops = new ArrayList<>();
        do {
            hops.add(Nodes.get(trace.hop(hops.size() + 1)));
        } while (hops.get(hops.size() - 1).ok()
                && hops.size() < location.hops().hops().size());
        return hops;
    }

    private static TracedHop.Fault fault(TracedHop hop) {
        TracedHop.Fault fault = hop.fault();
        assertNotNull(fault, hop::toString);
        return fault;
    }

    private static Kind kind(TracedHop.Fault fault) {
        return assertInstanceOf(ClientException.class, fault.cause()).kind();
    }

    private static Location location(List<Node> route, String path) {
        return at(path, route.stream().mapToInt(Node::port).toArray());
    }

    private static Location at(String path, int... ports) {
        return Location.parse(IntStream.of(ports)
                .mapToObj(port -> "127.0.0.1:" + port)
                .collect(Collectors.joining(",", "tow://", "/" + path)));
    }

    private static int portOfNobody() throws IOException {
        try (StandIn gone = new StandIn(StandIn.Peer::awaitEnd)) {
            return gone.port();
        }
    }
}
