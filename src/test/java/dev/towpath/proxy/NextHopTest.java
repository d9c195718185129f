package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a node finds out about the next hop before it passes a call on, and what it then sends. */
@Timeout(60)
class NextHopTest extends RoutedNodesTest {

    @Test
    void options_pass_byte_for_byte_and_a_transfer_keeps_its_name() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn towpath = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(line.equals("HELLO") ? "OK 10\ntowpath/1\n" : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA " + at(b) + ",127.0.0.1:" + towpath.port()
                        + " WITH x=;!y=1/2;hop-strange=1;sid=0123456789abcdef DOWNLOAD f\n");
                assertEquals("OK 2", client.readLine());
                client.read(2);
                client.send("VIA 127.0.0.1:" + towpath.port() + " DOWNLOAD f\n");
                assertEquals("OK 2", client.readLine());
            }
        }
        seen.removeAll(List.of("HELLO", "PING"));
        assertEquals("WITH hop-left=14;x=;!y=1/2;sid=0123456789abcdef DOWNLOAD f", seen.get(0));
        assertTrue(seen.get(1).matches("WITH hop-left=15;sid=[0-9a-f]{16} DOWNLOAD f"), seen.get(1));
    }

    @Test
    void an_older_program_can_be_the_last_hop_and_gets_only_what_it_knows() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn older = StandIn.answeringOnce(line -> {
            seen.add(line);
            return line.equals("LIST") ? "OK\nx\nEND\n" : "OK 5\nhello";
        })) {
            String hop = "127.0.0.1:" + older.port();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA " + at(b) + "," + hop + " WITH sid=0123456789abcdef DOWNLOAD x\n");
                assertEquals("OK 5", client.readLine());
                assertEquals("hello", new String(client.read(5), StandardCharsets.UTF_8));
                assertEquals("OK", client.send("VIA " + hop + " LIST\n").readLine());
                assertEquals(List.of("x"), client.readListing());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + " PING\n").readLine());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + " HELLO\n").readLine());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + "," + at(c) + " DOWNLOAD x\n")
                                .readLine());
                assertEquals(
                        "ERR option not supported: z",
                        client.send("VIA " + hop + " WITH !z DOWNLOAD x\n").readLine());
                assertEquals("OK", client.send("PING\n").readLine());
            }
        }
        assertEquals(List.of("DOWNLOAD x", "LIST"), seen);
    }

    /** An older proxy drops the bodies of answers it does not know, so that the next answer stands in their place. */
    @Test
    void an_older_proxy_is_told_apart_at_once() throws Exception {
        try (StandIn proxy = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(
                        switch (line) {
                            case "HELLO" -> "OK 120\n";
                            case "PING" -> "OK\n";
                            default -> "OK 5\nhello";
                        });
            }
        })) {
            long start = System.nanoTime();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA 127.0.0.1:" + proxy.port() + " DOWNLOAD x\n");
                assertEquals("OK 5", client.readLine());
            }
            // decided by the first wrong byte, not by the 5 s a silent peer would get
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4));
        }
    }

    @Test
    void a_node_that_is_busy_is_not_taken_for_an_older_one() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn busyAtFirst = new StandIn(peer -> {
            boolean busy = seen.isEmpty();
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(
                        busy
                                ? "ERR busy\n"
                                : line.equals("HELLO")
                                        ? "OK 10\ntowpath/1\n"
                                        : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            try (RawClient client = new RawClient(a.port())) {
                String call = "VIA 127.0.0.1:" + busyAtFirst.port() + " DOWNLOAD x\n";
                assertEquals("ERR busy", client.send(call).readLine());
                assertEquals("OK 2", client.send(call).readLine());
                client.read(2);
            }
            assertTrue(seen.stream().anyMatch(line -> line.startsWith("WITH hop-left=15;")), seen::toString);
            assertFalse(seen.contains("DOWNLOAD x"), "asked as an older program");
        }
    }

    @Test
    void a_client_that_leaves_during_an_introduction_says_nothing_about_the_peer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn slow = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                asked.countDown();
                goOn.await(10, TimeUnit.SECONDS);
                peer.send(line.equals("HELLO") ? "OK 10\ntowpath/1\n" : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            RawClient leaver = new RawClient(a.port());
            leaver.send("VIA 127.0.0.1:" + slow.port() + " DOWNLOAD x\n");
            assertTrue(asked.await(5, TimeUnit.SECONDS));
            leaver.reset();
            Await.until(
                    Duration.ofSeconds(5),
                    () -> a.nat().size() == 0 && a.listener().connections() == 0,
                    a.nat()::snapshot);
            goOn.countDown();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA 127.0.0.1:" + slow.port() + " DOWNLOAD x\n");
                assertEquals("OK 2", client.readLine());
                client.read(2);
            }
            assertTrue(seen.stream().anyMatch(line -> line.startsWith("WITH hop-left=15;")), seen::toString);
            assertFalse(seen.contains("DOWNLOAD x"), "asked as an older program");
        }
    }
}
