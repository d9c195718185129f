package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay's use of pipes, here made of memory: who holds how many, and that all come back. */
@Timeout(60)
class PipedRelayTest {

    @Test
    void one_stalled_reader_of_a_slow_upstream_holds_few_pipes() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Nodes nodes = new Nodes();
                StandIn upstream = StandIn.older(peer -> {
                    peer.readLine();
                    peer.send("OK 1000000000\n");
                    byte[] piece = new byte[1460];
                    while (true) {
                        peer.send(piece);
                        sent.incrementAndGet();
                        LockSupport.parkNanos(100_000);
                    }
                })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port(), 4 * 1024)) {
                assertEquals("OK 1000000000", client.send("DOWNLOAD a\n").readLine());
                int known = -1;
                for (int quiet = 0; quiet < 200; ) { // until nothing more is taken
                    most.accumulateAndGet(nodes.pipes().lent(), Math::max);
                    quiet = sent.get() == known ? quiet + 1 : 0;
                    known = sent.get();
                    LockSupport.parkNanos(1_000_000);
                }
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> nodes.pipes().lent() == 0,
                    () -> nodes.pipes().lent());
        }
        assertTrue(most.get() >= 1 && most.get() <= 2, () -> most + " of 8 pipes are held by one stalled reader");
    }

    @Test
    void a_body_goes_through_pipes_and_they_come_back() throws Exception {
        byte[] body = RawClient.pattern(5_000_000, 3);
        AtomicInteger most = new AtomicInteger();
        try (Nodes nodes = new Nodes();
                StandIn upstream = StandIn.answeringOnceWith("OK " + body.length + "\n", body)) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port(), 4 * 1024)) {
                assertEquals("OK " + body.length, client.send("DOWNLOAD a\n").readLine());
                Await.until(Duration.ofSeconds(10), () -> nodes.pipes().lent() > 0, most::get);
                assertTrue(RawClient.same(body, client.read(body.length)));
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> nodes.pipes().lent() == 0,
                    () -> nodes.pipes().lent());
        }
    }
}
