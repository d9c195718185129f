package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The older chain that tells sizes over raw sockets, with stand-ins for the programs that speak it. */
@Timeout(90)
class ChainSizedTest extends ChainNodesTest {

    // --- as a listener

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

    // --- through hops

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

    // --- never a FIN that lies

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
}
