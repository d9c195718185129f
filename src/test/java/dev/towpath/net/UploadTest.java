package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.store.NewFile;
import dev.towpath.store.Upload;
import dev.towpath.testing.Await;
import dev.towpath.testing.FakeStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between a client that uploads and the nodes that carry and keep it, as raw bytes. */
class UploadTest extends UploadNodesTest {

    private static final int BIG = 3_000_000;

    /** More than the kernel takes for a peer that does not read. */
    private static final int LARGE = 64 * 1024 * 1024;

    private static final String ID = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_counted_upload_appears_whole_and_the_connection_goes_on(String way) throws Exception {
        byte[] content = RawClient.pattern(BIG, 7);
        try (RawClient client = new RawClient(port(way))) {
            assertEquals("GO 0 " + BIG, client.send("UPLOAD " + BIG + " new\n").readLine());
            client.send(Arrays.copyOf(content, BIG - 1));
            assertFalse(Files.exists(root.resolve("new")));
            client.send(Arrays.copyOfRange(content, BIG - 1, BIG));
            assertEquals(done(content), client.readLine());
            assertArrayEquals(content, Files.readAllBytes(root.resolve("new")));
            assertEquals("OK", client.send("PING\n").readLine());
            assertEquals("GO 0 0", client.send("UPLOAD 0 nothing\n").readLine());
            assertEquals(done(new byte[0]), client.readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void an_upload_in_chunks_is_put_together(String way) throws Exception {
        byte[] content = RawClient.pattern(300_000, 8);
        try (RawClient client = new RawClient(port(way))) {
            assertEquals("GO 0 -", client.send("UPLOAD - new\n").readLine());
            for (int at = 0, size = 1;
                    at < content.length;
                    at += size, size = Math.min(size * 3, content.length - at)) {
                client.send(size + "\n").send(Arrays.copyOfRange(content, at, at + size));
            }
            client.send("0\n");
            assertEquals(done(content), client.readLine());
            assertArrayEquals(content, Files.readAllBytes(root.resolve("new")));
            assertEquals("OK", client.send("PING\n").readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void an_upload_is_taken_wherever_segments_cut_it(String way) throws Exception {
        byte[] sent = "WITH body=5 UPLOAD 5 new\nhelloRM new\nWITH body=2 UPLOAD 2 ../x\nRMPING\n"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        String expected =
                done("hello".getBytes(java.nio.charset.StandardCharsets.US_ASCII)) + "\nOK\nERR bad name\nOK\n";
        for (int cut = 1; cut < sent.length; cut += 3) {
            try (RawClient client = new RawClient(port(way))) {
                client.send(Arrays.copyOf(sent, cut));
                client.send(Arrays.copyOfRange(sent, cut, sent.length));
                assertEquals(expected, client.halfClose().readToEndAsText(), "cut at " + cut);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_broken_upload_leaves_nothing_unless_it_has_an_id(String way) throws Exception {
        byte[] content = RawClient.pattern(BIG, 9);
        try (RawClient client = new RawClient(port(way))) {
            client.send("UPLOAD " + BIG + " new\n").readLine();
            client.send(Arrays.copyOf(content, 1_000_000)).reset();
        }
        try (RawClient client = new RawClient(port(way))) {
            client.send("UPLOAD - new\n").readLine();
            client.send("5\nhel").halfClose().readToEndOrReset();
        }
        awaitNobody();
        Await.until(Duration.ofSeconds(5), () -> parts() == 0, this::parts);
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH id=" + ID + " UPLOAD " + BIG + " new\n").readLine();
            client.send(Arrays.copyOf(content, 1_000_000));
            Await.until(Duration.ofSeconds(5), () -> partBytes() == 1_000_000, this::partBytes);
            client.reset();
        }
        awaitNobody();
        assertEquals(List.of("victim"), visible());
        try (RawClient client = new RawClient(port(way))) {
            assertEquals(
                    "GO 1000000 2000000",
                    client.send("WITH id=" + ID + " UPLOAD " + BIG + " new\n").readLine());
            client.send(Arrays.copyOfRange(content, 1_000_000, BIG));
            assertEquals(done(content), client.readLine());
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("new")));
        assertEquals(0, parts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_second_upload_of_the_same_id_takes_over_from_one_that_hangs(String way) throws Exception {
        byte[] content = RawClient.pattern(200_000, 9);
        String upload = "WITH id=" + ID + " UPLOAD 200000 new\n";
        try (RawClient hanging = new RawClient(port(way));
                RawClient client = new RawClient(port(way))) {
            hanging.send(upload).readLine();
            hanging.send(Arrays.copyOf(content, 100_000));
            Await.until(Duration.ofSeconds(5), () -> partBytes() == 100_000, this::partBytes);
            assertEquals("GO 100000 100000", client.send(upload).readLine());
            hanging.send(new byte[10]);
            assertEquals("ERR changed\n", hanging.readToEndAsText());
            client.send(Arrays.copyOfRange(content, 100_000, 200_000));
            assertEquals(done(content), client.readLine());
        }
        assertArrayEquals(content, Files.readAllBytes(root.resolve("new")));
    }

    @Test
    void of_two_writers_of_one_name_one_wins_and_the_other_is_told() throws Exception {
        try (RawClient one = new RawClient(first.port());
                RawClient other = new RawClient(server.port())) {
            one.send("UPLOAD 3 new\n").readLine();
            other.send("UPLOAD 5 new\n").readLine();
            assertEquals(
                    done(new byte[] {1, 2, 3}), one.send(new byte[] {1, 2, 3}).readLine());
            assertEquals("ERR exists\n", other.send("hello").readToEndAsText());
        }
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(root.resolve("new")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_client_that_stops_sending_is_closed_after_the_stall_time(String way) throws Exception {
        try (RawClient client = new RawClient(port(way));
                RawClient pipelining = new RawClient(port(way))) {
            client.send("UPLOAD 10 new\n").readLine();
            client.send("half");
            pipelining.send("WITH body=10 UPLOAD 10 new\nhalf");
            // who is at its end first, the hop or the node behind it, decides whether there is a word to it
            String last = new String(client.readToEndOrReset(), java.nio.charset.StandardCharsets.UTF_8);
            assertTrue(last.isEmpty() || last.startsWith("ERR proxy error: "), last);
            pipelining.readToEndOrReset();
        }
        awaitNobody();
        Await.until(Duration.ofSeconds(5), () -> parts() == 0, this::parts);
    }

    @Test
    void a_server_that_works_long_keeps_a_client_waiting_that_asked_for_it() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        Node slow = Nodes.get(
                Node.server(nodes.vertx(), nodes.settings(List.of()), new SlowStore(goOn), Duration.ofSeconds(5)));
        Node hop = nodes.proxy(nodes.proxy(slow.port()).port());
        try (RawClient client = new RawClient(hop.port())) {
            client.send("WITH wait UPLOAD 5 new\n").readLine();
            assertEquals("WAIT", client.send("hello").readLine());
            goOn.countDown();
            assertEquals("OK 5 sha256 " + "0".repeat(64), client.readLine());
            assertEquals("OK", client.send("PING\n").readLine());
        }
        assertEquals(0, hop.nat().size());
    }

    @Test
    void an_upstream_that_dies_in_an_upload_is_told_as_unknown_and_its_words_are_passed_on() throws Exception {
        for (String last : List.of("", "ERR no space\n", "OK 7\n", "WAIT\n")) {
            try (StandIn upstream = new StandIn(peer -> {
                String line = peer.readLine();
                if (line.equals("HELLO")) {
                    String greeting = new String(
                            NodeIdentity.random("0", "server").greeting(), java.nio.charset.StandardCharsets.US_ASCII);
                    peer.send("OK " + greeting.length() + "\n" + greeting + "OK\n");
                    peer.readLine();
                    line = peer.readLine();
                }
                peer.send("GO 0 " + LARGE + "\n");
                peer.readOnce(100);
                peer.send(last);
                peer.reset();
            })) {
                Node relay = nodes.proxy(upstream.port());
                try (RawClient client = new RawClient(relay.port())) {
                    assertEquals(
                            "GO 0 " + LARGE,
                            client.send("UPLOAD " + LARGE + " new\n").readLine());
                    try {
                        client.send(new byte[LARGE]);
                    } catch (IOException e) {
                        // the relay has stopped reading
                    }
                    String said = client.readLine();
                    String expected =
                            last.startsWith("ERR") ? "ERR no space|ERR proxy error: .*" : "ERR proxy error: .*";
                    assertTrue(said.matches(expected), said);
                    assertTrue(client.isClosedByPeer());
                }
                Await.until(Duration.ofSeconds(5), () -> relay.nat().size() == 0, relay.nat()::snapshot);
            }
        }
    }

    /** A store whose files take their time to be shown. */
    private static final class SlowStore extends FakeStore {

        private final CountDownLatch goOn;

        SlowStore(CountDownLatch goOn) {
            this.goOn = goOn;
        }

        @Override
        public Upload upload(NewFile file) {
            return new Upload() {
                @Override
                public long offset() {
                    return 0;
                }

                @Override
                public long size() {
                    return 5;
                }

                @Override
                public void write(ByteBuffer bytes) {
                    bytes.position(bytes.limit());
                }

                @Override
                public String commit() {
                    try {
                        assertTrue(goOn.await(20, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "0".repeat(64);
                }

                @Override
                public void close() {}
            };
        }
    }
}
