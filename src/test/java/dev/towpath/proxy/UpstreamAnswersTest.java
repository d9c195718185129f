package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What passes from an upstream to the client: listings of older programs, and bodies as they come. */
@Timeout(120)
class UpstreamAnswersTest extends UpstreamTest {

    /** Whatever segments the listing comes in, the name END ends it early for everyone who does not know better. */
    @Test
    void a_listing_of_an_older_server_with_a_file_called_END_spoils_nothing() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (StandIn upstream = StandIn.older(peer -> {
            String line = peer.readLine();
            if (!"LIST".equals(line)) {
                peer.send(line.startsWith("DOWNLOAD") ? "OK 5\nright" : "ERR unknown command\n");
                return;
            }
            peer.send("OK\na\nEND\n");
            goOn.await(10, TimeUnit.SECONDS);
            peer.send("OK 5\nwrong\nEND\n");
            peer.awaitEnd();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("LIST\n");
                assertEquals("OK", client.readLine());
                assertEquals(List.of("a"), client.readListing());
                client.send("DOWNLOAD x\n");
                goOn.countDown();
                assertEquals("OK 5", client.readLine());
                assertEquals("right", text(client.read(5)));
            }
        }
    }

    @Test
    void blank_lines_and_names_that_are_none_are_left_out_of_a_foreign_listing() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(
                line -> line.equals("LIST") ? "OK\n\na\r\n\u001b[2Jx\n\n\u009b\nü\nEND\n" : "ERR unknown command\n")) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("LIST\n");
                assertEquals("OK", client.readLine());
                assertEquals(List.of("a", "ü"), client.readListing());
            }
        }
    }

    @Test
    void an_empty_listing_of_an_older_server_passes_as_it_is() throws Exception {
        try (StandIn upstream =
                        StandIn.answeringOnce(line -> line.equals("LIST") ? "OK\n\nEND\n" : "ERR unknown command\n");
                StandIn complaining = StandIn.answeringOnce(
                        line -> line.equals("LIST") ? "ERR no files available\n" : "ERR unknown command\n")) {
            try (RawClient client = new RawClient(nodes.proxy(upstream.port()).port())) {
                assertEquals("OK\nEND\n", client.send("LIST\n").halfClose().readToEndAsText());
            }
            try (RawClient client =
                    new RawClient(nodes.proxy(complaining.port()).port())) {
                assertEquals(
                        "ERR no files available\n",
                        client.send("LIST\n").halfClose().readToEndAsText());
            }
        }
    }

    @Test
    void a_listing_that_breaks_off_has_no_END() throws Exception {
        try (StandIn upstream =
                StandIn.answeringOnce(line -> line.equals("LIST") ? "OK\na\nb" : "ERR unknown command\n")) {
            try (RawClient client = new RawClient(nodes.proxy(upstream.port()).port())) {
                assertEquals("OK\na\n", client.send("LIST\n").readToEndAsText());
            }
        }
    }

    @Test
    void an_upstream_that_dribbles_is_read_right() throws Exception {
        byte[] body = RawClient.pattern(3000, 3);
        try (StandIn upstream = StandIn.older(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.dribble("OK 3000\n".getBytes(StandardCharsets.UTF_8));
                peer.dribble(body);
            }
        })) {
            try (RawClient client = new RawClient(nodes.proxy(upstream.port()).port())) {
                for (int i = 0; i < 3; i++) {
                    assertTrue(RawClient.same(body, client.download("a")));
                }
            }
        }
    }

    /** Short answers go on in the buffers they came in, unless they would have to wait in them. */
    @Test
    void a_client_that_asks_for_much_before_it_reads_gets_each_answer_whole() throws Exception {
        int requests = 4000;
        AtomicInteger asked = new AtomicInteger();
        AtomicLong latest = new AtomicLong(System.nanoTime());
        try (StandIn upstream = StandIn.answering(line -> {
            asked.incrementAndGet();
            latest.set(System.nanoTime());
            return "OK 4000\n" + body(line);
        })) {
            try (RawClient client = new RawClient(nodes.proxy(upstream.port()).port(), 4096)) {
                StringBuilder all = new StringBuilder();
                for (int i = 0; i < requests; i++) {
                    all.append("DOWNLOAD n").append(i).append('\n');
                }
                client.send(all.toString());
                Await.until(
                        Duration.ofSeconds(20),
                        () -> asked.get() > 100
                                && System.nanoTime() - latest.get() > TimeUnit.MILLISECONDS.toNanos(100),
                        () -> "asked for " + asked);
                assertTrue(asked.get() < requests, "the client did not hold it up");
                for (int i = 0; i < requests; i++) {
                    assertEquals("OK 4000", client.readLine());
                    assertTrue(body("n" + i).equals(text(client.read(4000))), "answer " + i);
                }
            }
        }
    }

    /** 4000 bytes that tell the last word of a line again and again. */
    private static String body(String line) {
        String name = line.substring(line.lastIndexOf(' ') + 1);
        return (name + ' ').repeat(2000).substring(0, 4000);
    }

    @Test
    void chunks_pass_through_byte_for_byte() throws Exception {
        String chunks = "OK CHUNKS\n3\nabc10\n0123456789" + "0\nOK sha256 " + "ab".repeat(32) + "\n";
        try (StandIn upstream = StandIn.answering(line -> chunks)) {
            try (RawClient client = new RawClient(nodes.proxy(upstream.port()).port())) {
                assertEquals(
                        chunks + chunks,
                        client.send("DOWNLOAD a\nDOWNLOAD a\n").halfClose().readToEndAsText());
            }
            assertEquals(1, upstream.accepted());
        }
    }

    @Test
    void bytes_pass_before_the_upstream_has_sent_the_last() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nfirst");
            assertTrue(goOn.await(10, TimeUnit.SECONDS));
            peer.send("after");
            peer.awaitEnd();
        })) {
            Node last = nodes.proxy(upstream.port());
            Node first = nodes.proxy(last.port());
            try (RawClient client = new RawClient(first.port())) {
                client.send("DOWNLOAD a\n");
                assertEquals("OK 10", client.readLine());
                assertEquals("first", text(client.read(5)));
                assertEquals(
                        NatEntry.State.STREAMING, last.nat().snapshot().get(0).state());
                goOn.countDown();
                assertEquals("after", text(client.read(5)));
            }
        }
    }
}
