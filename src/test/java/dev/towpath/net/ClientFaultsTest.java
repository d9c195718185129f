package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a node owes a client that breaks the rules, on a server and through a proxy. */
@Timeout(120)
class ClientFaultsTest {

    private static final int BIG = 24 * 1024 * 1024;

    @TempDir
    static Path root;

    private static Nodes nodes;
    private static Node server;
    private static Node proxy;

    enum Via {
        SERVER,
        PROXY;

        int port() {
            return this == SERVER ? server.port() : proxy.port();
        }
    }

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(root.resolve("a"), "hi\n");
        Files.write(root.resolve("big"), RawClient.pattern(BIG, 7));
        nodes = new Nodes(Map.of(
                "idle-timeout", "400ms",
                "line-timeout", "400ms",
                "stall-timeout", "1s",
                "linger-timeout", "500ms"));
        server = nodes.server(root);
        proxy = nodes.proxy(server.port());
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_line_that_is_too_long_is_told_and_the_connection_closed(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send("x".repeat(8192));
            assertEquals("ERR line too long\n", client.readToEndAsText());
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void the_error_arrives_though_the_client_sends_on(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send("x".repeat(60_000) + "\n");
            assertEquals("ERR line too long\n", client.readToEndAsText());
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void bytes_that_are_not_utf_8_are_a_bad_name_and_the_connection_goes_on(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send(new byte[] {'D', 'O', 'W', 'N', 'L', 'O', 'A', 'D', ' ', (byte) 0xfe, '\n'});
            assertEquals("ERR bad name", client.readLine());
            assertArrayEquals("hi\n".getBytes(StandardCharsets.UTF_8), client.download("a"));
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_client_that_sends_nothing_is_closed_without_a_line(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            assertEquals("", client.readToEndAsText());
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void half_a_line_is_closed_without_a_line(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send("PING\nPIN");
            assertEquals("OK\n", client.readToEndAsText());
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_line_that_dribbles_in_is_given_up_though_bytes_come(Via via) throws Exception {
        try (RawClient client = new RawClient(via.port())) {
            long start = System.nanoTime();
            Await.until(
                    Duration.ofSeconds(10),
                    () -> {
                        try {
                            client.send("x");
                            return false;
                        } catch (IOException closed) {
                            return true;
                        }
                    },
                    () -> "the line is still read");
            assertTrue(System.nanoTime() - start > 300_000_000L, "closed too early");
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_client_that_does_not_read_is_closed_after_the_stall_time(Via via) throws Exception {
        try (RawClient client = new RawClient(via.port(), 4096)) {
            client.send("DOWNLOAD big\n");
            assertEquals("OK " + BIG, client.readLine());
            Await.until(Duration.ofSeconds(10), () -> proxy.nat().size() == 0 && open() == 0, ClientFaultsTest::state);
            assertTrue(client.readToEndOrReset().length < BIG);
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_slow_reader_gets_every_byte(Via via) throws Exception {
        try (RawClient client = new RawClient(via.port(), 4096)) {
            client.send("DOWNLOAD big\n");
            assertEquals("OK " + BIG, client.readLine());
            byte[] expected = RawClient.pattern(BIG, 7);
            int at = 0;
            for (int pause = 0; pause < 3; pause++) {
                byte[] part = client.read(1_000_000);
                assertTrue(RawClient.same(part, java.util.Arrays.copyOfRange(expected, at, at + part.length)));
                at += part.length;
                long until = System.nanoTime() + 500_000_000L;
                Await.until(Duration.ofSeconds(5), () -> System.nanoTime() - until > 0, () -> "time stands still");
            }
            byte[] rest = client.read(BIG - at);
            assertTrue(RawClient.same(rest, java.util.Arrays.copyOfRange(expected, at, BIG)));
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void answers_that_are_not_read_pause_the_reading_of_requests(Via via) throws Exception {
        try (RawClient client = new RawClient(via.port(), 4096)) {
            byte[] requests = "DOWNLOAD big\n".repeat(2000).getBytes(StandardCharsets.UTF_8);
            Thread sender = new Thread(() -> {
                try {
                    for (int i = 0; i < 2000; i++) {
                        client.send(requests);
                    }
                } catch (IOException e) {
                    // the node gave up on us
                }
            });
            sender.start();
            // closed for not reading, long before 50 MB of requests were taken
            sender.join(20_000);
            assertTrue(!sender.isAlive());
            Await.until(Duration.ofSeconds(10), () -> open() == 0, ClientFaultsTest::state);
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void pipelined_requests_are_answered_in_order(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send("PING\nDOWNLOAD a\nLIST\nDOWNLOAD nothing\nDOWNLOAD big\nPING\n");
            assertEquals("OK", client.readLine());
            assertEquals("OK 3", client.readLine());
            assertEquals("hi", client.readLine());
            assertEquals("OK", client.readLine());
            assertEquals(List.of("a", "big"), client.readListing());
            assertEquals("ERR file not found", client.readLine());
            assertEquals("OK " + BIG, client.readLine());
            assertTrue(RawClient.same(RawClient.pattern(BIG, 7), client.read(BIG)));
            assertEquals("OK", client.readLine());
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_client_that_half_closes_gets_all_its_answers(Via via) throws IOException {
        try (RawClient client = new RawClient(via.port())) {
            client.send("LIST\nDOWNLOAD big\n").halfClose();
            assertEquals("OK", client.readLine());
            assertEquals(List.of("a", "big"), client.readListing());
            assertEquals("OK " + BIG, client.readLine());
            assertTrue(RawClient.same(RawClient.pattern(BIG, 7), client.readToEnd()));
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_reset_in_mid_body_releases_everything(Via via) throws Exception {
        for (int i = 0; i < 20; i++) {
            RawClient client = new RawClient(via.port());
            client.send("DOWNLOAD big\n");
            assertEquals("OK " + BIG, client.readLine());
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
        Await.until(Duration.ofSeconds(5), () -> proxy.nat().size() == 0 && open() == 0, ClientFaultsTest::state);
    }

    /** The kernel takes megabytes at a time; that the reader reads on shows only in what it acknowledges. */
    @ParameterizedTest
    @EnumSource(Via.class)
    void a_steady_slow_reader_is_no_stalled_one(Via via) throws Exception {
        try (RawClient client = new RawClient(via.port(), 64 * 1024)) {
            client.send("DOWNLOAD big\n");
            assertEquals("OK " + BIG, client.readLine());
            byte[] expected = RawClient.pattern(BIG, 7);
            int at = 0;
            long end = System.nanoTime() + 5_000_000_000L;
            while (System.nanoTime() - end < 0) {
                // 200 KB every 100 ms: the send buffer takes longer to drain than the stall time of a second
                byte[] part = client.read(200_000);
                assertTrue(
                        RawClient.same(part, java.util.Arrays.copyOfRange(expected, at, at + part.length)), "at " + at);
                assertEquals(200_000, part.length, "at " + at);
                at += part.length;
                long until = System.nanoTime() + 100_000_000L;
                Await.until(Duration.ofSeconds(5), () -> System.nanoTime() - until > 0, () -> "time stands still");
            }
            assertTrue(RawClient.same(client.read(BIG - at), java.util.Arrays.copyOfRange(expected, at, BIG)));
        }
    }

    @ParameterizedTest
    @EnumSource(Via.class)
    void a_long_listing_waits_for_its_slow_reader(Via via) throws Exception {
        try (Nodes many =
                new Nodes(Map.of("idle-timeout", "300ms", "stall-timeout", "1s", "linger-timeout", "300ms"))) {
            byte[] listing = ("x".repeat(200) + "\n").repeat(60_000).getBytes(StandardCharsets.UTF_8);
            Node node = many.serverOf(listing);
            int port = via == Via.SERVER ? node.port() : many.proxy(node.port()).port();
            try (RawClient client = new RawClient(port, 4096)) {
                client.send("LIST\n").halfClose();
                assertEquals("OK", client.readLine());
                long got = 0;
                for (int i = 0; i < 30; i++) {
                    got += client.skip(300_000);
                    long until = System.nanoTime() + 100_000_000L;
                    Await.until(Duration.ofSeconds(5), () -> System.nanoTime() - until > 0, () -> "time stands still");
                }
                got += client.readToEnd().length;
                assertEquals(listing.length + "END\n".length(), got);
            }
        }
    }

    @Test
    void bytes_that_dribble_in_behind_a_request_pin_no_buffer_each() throws Exception {
        long before = io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + io.netty.buffer.UnpooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        try (Nodes patient = new Nodes()) {
            Node node = patient.server(root);
            try (RawClient client = new RawClient(node.port(), 4096)) {
                client.send("DOWNLOAD big\n");
                assertEquals("OK " + BIG, client.readLine());
                for (int i = 0; i < 30_000; i++) {
                    client.send("x");
                }
                long after =
                        io.netty.buffer.PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                                + io.netty.buffer.UnpooledByteBufAllocator.DEFAULT
                                        .metric()
                                        .usedDirectMemory();
                assertTrue(after - before < 5_000_000, "direct memory grew by " + (after - before));
            }
        }
    }

    @Test
    void connections_beyond_the_limit_are_told_that_the_node_is_busy() throws Exception {
        try (Nodes few = new Nodes(Map.of("max-connections", "2"))) {
            Node small = few.server(root);
            try (RawClient one = new RawClient(small.port());
                    RawClient two = new RawClient(small.port())) {
                assertEquals("OK", one.send("PING\n").readLine());
                assertEquals("OK", two.send("PING\n").readLine());
                try (RawClient three = new RawClient(small.port())) {
                    assertEquals("ERR busy\n", three.send("PING\n").readToEndAsText());
                }
                one.close();
                Await.until(Duration.ofSeconds(5), () -> small.listener().connections() == 1, () -> small);
                try (RawClient four = new RawClient(small.port())) {
                    assertEquals("OK", four.send("PING\n").readLine());
                }
            }
        }
    }

    @Test
    void connections_of_one_address_have_a_limit_of_their_own() throws Exception {
        try (Nodes few = new Nodes(Map.of("max-connections-per-address", "1"))) {
            Node small = few.server(root);
            try (RawClient one = new RawClient(small.port())) {
                assertEquals("OK", one.send("PING\n").readLine());
                try (RawClient two = new RawClient(small.port())) {
                    assertEquals("ERR busy\n", two.readToEndAsText());
                }
            }
            Await.until(Duration.ofSeconds(5), () -> small.listener().connections() == 0, () -> small);
            try (RawClient three = new RawClient(small.port())) {
                assertEquals("OK", three.send("PING\n").readLine());
            }
        }
    }

    @Test
    void a_reader_below_the_minimum_rate_is_closed() throws Exception {
        try (Nodes strict = new Nodes(Map.of("min-rate", "1000000", "min-rate-window", "1s"))) {
            Node node = strict.server(root);
            try (RawClient client = new RawClient(node.port(), 4096)) {
                client.send("DOWNLOAD big\n");
                assertEquals("OK " + BIG, client.readLine());
                List<Long> taken = new ArrayList<>();
                Await.until(
                        Duration.ofSeconds(15),
                        () -> {
                            try {
                                taken.add(client.skip(1000));
                                return node.listener().connections() == 0;
                            } catch (SocketTimeoutException e) {
                                throw e;
                            } catch (IOException e) {
                                return true;
                            }
                        },
                        () -> "read " + taken.size() + " thousand bytes");
            }
        }
    }

    @Test
    void a_drain_lets_the_running_transfer_end_and_accepts_no_more() throws Exception {
        try (Nodes leaving = new Nodes(Map.of("drain-timeout", "20s"))) {
            Node node = leaving.server(root);
            try (RawClient idle = new RawClient(node.port());
                    RawClient busy = new RawClient(node.port(), 4096)) {
                assertEquals("OK", idle.send("PING\n").readLine());
                busy.send("DOWNLOAD big\nPING\n");
                assertEquals("OK " + BIG, busy.readLine());
                var drained = node.listener().drain();
                assertEquals("", idle.readToEndAsText());
                Await.until(
                        Duration.ofSeconds(5),
                        () -> {
                            try (RawClient late = new RawClient(node.port())) {
                                return false;
                            } catch (IOException refused) {
                                return true;
                            }
                        },
                        () -> "still accepting");
                assertTrue(!drained.isComplete());
                assertTrue(RawClient.same(RawClient.pattern(BIG, 7), busy.readToEnd()));
                busy.close();
                Nodes.get(drained);
            }
        }
    }

    @Test
    void a_drain_that_takes_too_long_closes_what_is_left() throws Exception {
        try (Nodes leaving = new Nodes(Map.of("drain-timeout", "300ms", "linger-timeout", "100ms"))) {
            Node node = leaving.server(root);
            try (RawClient busy = new RawClient(node.port(), 4096)) {
                busy.send("DOWNLOAD big\n");
                assertEquals("OK " + BIG, busy.readLine());
                Nodes.get(node.listener().drain());
                assertTrue(busy.readToEndOrReset().length < BIG);
            }
        }
    }

    private static int open() {
        return server.listener().connections() + proxy.listener().connections();
    }

    private static String state() {
        return "server " + server.listener().connections() + ", proxy "
                + proxy.listener().connections() + " connections, "
                + proxy.nat().snapshot();
    }
}
