package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The older chain of bare bytes over raw sockets, with stand-ins for the programs that speak it. */
@Timeout(90)
class ChainStreamTest extends ChainNodesTest {

    // --- as a listener

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

    // --- through hops

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
}
