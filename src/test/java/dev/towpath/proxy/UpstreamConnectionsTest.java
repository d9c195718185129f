package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The connections a proxy keeps to its upstream: when one is made, used again, and closed. */
@Timeout(120)
class UpstreamConnectionsTest extends UpstreamTest {

    @Test
    void nothing_is_dialled_before_it_is_needed() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 5\nhello")) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("OK", client.send("PING\n").readLine());
                assertEquals("ERR bad name", client.send("DOWNLOAD ../x\n").readLine());
                assertEquals("ERR unknown command", client.send("NONSENSE\n").readLine());
            }
            assertEquals(0, upstream.accepted());
        }
    }

    @Test
    void one_connection_is_kept_for_a_client() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 5\nhello")) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port());
                    RawClient other = new RawClient(proxy.port())) {
                for (int i = 0; i < 20; i++) {
                    assertEquals("hello", text(client.download("a")));
                }
                assertEquals(1, upstream.accepted());
                assertEquals("hello", text(other.download("a")));
                assertEquals(2, upstream.accepted(), "never shared between clients");
            }
            Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, upstream::open);
        }
    }

    @Test
    void a_kept_connection_is_closed_after_its_time() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 5\nhello")) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("hello", text(client.download("a")));
                // the connection that only asked who is there may take a moment to be gone
                Await.until(Duration.ofSeconds(1), () -> upstream.open() == 1, upstream::open);
                Await.until(Duration.ofSeconds(6), () -> upstream.open() == 0, upstream::open);
                assertEquals("hello", text(client.download("a")));
            }
        }
    }

    @Test
    void bytes_behind_a_body_never_reach_the_client() throws Exception {
        AtomicInteger served = new AtomicInteger();
        try (StandIn upstream =
                StandIn.answering(line -> "OK 5\nhello" + (served.getAndIncrement() == 0 ? "OK 3\nbad" : ""))) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("hello", text(client.download("a")));
                assertEquals("hello", text(client.download("b")));
                assertEquals(2, upstream.accepted(), "the connection must not be used again");
            }
        }
    }

    @Test
    void bytes_on_an_idle_connection_close_it() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 5\nhello");
            if (served.getAndIncrement() == 0) {
                assertTrue(answered.await(10, TimeUnit.SECONDS));
                peer.send("OK 3\nbad");
            }
            peer.awaitEnd();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("hello", text(client.download("a")));
                answered.countDown();
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, upstream::open);
                assertEquals("hello", text(client.download("b")));
            }
        }
    }

    @Test
    void an_older_server_that_closes_after_each_answer_serves_many_requests() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(UpstreamConnectionsTest::older)) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                for (int i = 0; i < 50; i++) {
                    assertEquals("hello", text(client.download("a")));
                    client.send("LIST\n");
                    assertEquals("OK", client.readLine());
                    assertEquals(List.of("a", "b c"), client.readListing());
                }
            }
            assertEmpty(proxy, upstream);
        }
    }

    /** The older server closes just when the next request is on its way: it is sent once more, not answered with an error. */
    @Test
    void a_request_that_meets_a_dying_connection_is_sent_again() throws Exception {
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 5\nhello");
            peer.readLine(); // takes the next request and dies of it
            peer.reset();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                for (int i = 0; i < 10; i++) {
                    assertEquals("hello", text(client.download("a")));
                }
            }
            assertEquals(10, upstream.accepted());
            assertEmpty(proxy, upstream);
        }
    }

    @Test
    void a_request_is_sent_again_only_once() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            if (connections.getAndIncrement() == 0) {
                peer.send("OK 5\nhello");
                peer.readLine();
            }
            peer.reset();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("hello", text(client.download("a")));
                assertEquals(
                        "ERR proxy error: reset", client.send("DOWNLOAD a\n").readLine());
                assertEquals(2, upstream.accepted());
            }
        }
    }

    @Test
    void a_client_that_resets_while_it_waits_releases_the_upstream_at_once() throws Exception {
        try (StandIn upstream = StandIn.older(StandIn.Peer::awaitEnd)) {
            Node proxy = nodes.proxy(upstream.port());
            RawClient client = new RawClient(proxy.port());
            client.send("DOWNLOAD a\n");
            Await.until(
                    Duration.ofSeconds(5),
                    () -> proxy.nat().snapshot().stream().anyMatch(e -> e.state() == NatEntry.State.WAITING),
                    proxy.nat()::snapshot);
            client.reset();
            // before the stall time of 600 ms and the 100 ms for the hop are over
            Await.until(
                    Duration.ofMillis(500),
                    () -> upstream.open() == 0 && proxy.nat().size() == 0,
                    upstream::open);
        }
    }

    private static String older(String line) {
        return switch (line) {
            case "LIST" -> "OK\na\nb c\nEND\n";
            case "DOWNLOAD a" -> "OK 5\nhello";
            default -> "ERR unknown command\n";
        };
    }
}
