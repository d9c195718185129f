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
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between a client that uploads and the nodes that carry and keep it, as raw bytes. */
class UploadTest {

    private static final int BIG = 3_000_000;

    /** More than the kernel takes for a peer that does not read. */
    private static final int LARGE = 64 * 1024 * 1024;

    private static final String ID = "0123456789abcdef0123456789abcdef";

    private final Nodes nodes = new Nodes(Map.of("stall-timeout", "2s"));

    @TempDir
    Path root;

    private Node server;
    private Node first;
    private Node second;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(root.resolve("victim"), "still here");
        server = nodes.server(root);
        first = nodes.proxy(server.port());
        second = nodes.proxy(first.port());
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private int port(String way) {
        return way.equals("server") ? server.port() : way.equals("proxy") ? first.port() : second.port();
    }

    private static String done(byte[] content) throws Exception {
        return "OK " + content.length + " sha256 "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

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
    void what_comes_before_it_is_asked_for_is_never_a_command(String way) throws Exception {
        for (String upload : List.of("UPLOAD 10 new", "UPLOAD 10 victim", "UPLOAD - new", "UPLOAD 10 no/new")) {
            try (RawClient client = new RawClient(port(way))) {
                client.send("PING\nLIST\n" + upload + "\nRM victim\nRM victim\n");
                assertEquals("OK\nOK\nvictim\nEND\nERR incomplete\n", client.readToEndAsText());
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
        assertFalse(Files.exists(root.resolve("new")));
    }

    @Test
    void what_comes_between_an_upload_and_its_refusal_is_never_a_command() throws Exception {
        CountDownLatch refuse = new CountDownLatch(1);
        try (StandIn upstream = new StandIn(peer -> {
            try {
                assertTrue(refuse.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        })) {
            Node relay = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(relay.port())) {
                client.send("UPLOAD 10 new\n");
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 1, upstream::open);
                client.send("PING\nPING\n");
                for (int i = 0; i < 8; i++) { // by then every event loop has read what was sent before
                    try (RawClient other = new RawClient(relay.port())) {
                        assertEquals("OK", other.send("PING\n").readLine());
                    }
                }
                refuse.countDown();
                assertEquals("ERR incomplete\n", client.readToEndAsText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WITH body=10 UPLOAD 10 victim\nRM", "WITH body=10 NONSENSE\nRM", "WITH body=10 LIST\nRM"})
    void content_that_breaks_off_behind_a_refusal_ends_the_connection(String sent) throws Exception {
        for (int port : new int[] {server.port(), first.port()}) {
            try (RawClient client = new RawClient(port)) {
                client.send(sent).halfClose().readToEndOrReset();
            }
        }
        awaitNobody();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH  body=10 UPLOAD 10 x",
                "WITH wait; body=10 UPLOAD 10 x",
                "WITH BODY=10 UPLOAD 10 x",
                "WITH wait WITH body=10 UPLOAD 10 x",
                "VIA a:1 VIA b:1 WITH body=10 UPLOAD 10 x",
                "UPLOAD 10 ../x",
                "UPLOAD 010 x",
                "WITH wait UPLOAD 10 ../x"
            })
    void content_behind_a_line_of_no_proper_form_is_never_a_command(String line) throws Exception {
        for (int port : new int[] {server.port(), first.port()}) {
            try (RawClient client = new RawClient(port)) {
                String answer = client.send(line + "\nRM victim\n").halfClose().readToEndAsText();
                assertTrue(answer.matches("ERR [a-z :]+\n"), answer);
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void refused_content_right_behind_its_line_is_dropped_and_the_next_request_answered(String way) throws Exception {
        String body = "RM victim\n".repeat(10_000);
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH body=" + body.length() + " UPLOAD " + body.length() + " victim\n" + body + "PING\n");
            client.send("WITH body=" + body.length() + " UPLOAD 7 new\n" + body + "PING\n");
            client.send("WITH body=" + body.length() + " NONSENSE\n" + body + "PING\n");
            client.send("VIA 10.0.0.1:1 WITH body=" + body.length() + " UPLOAD 7 new\n" + body + "PING\n");
            assertEquals(
                    "ERR exists\nOK\nERR bad number\nOK\nERR unknown command\nOK\nERR relay to 10.0.0.1:1 is not allowed\nOK\n",
                    client.halfClose().readToEndAsText());
            assertEquals("still here", Files.readString(root.resolve("victim")));
        }
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH body=99999999 UPLOAD 99999999 new\nRM victim\n");
            assertEquals("ERR bad number\n", client.readToEndAsText());
        }
        assertTrue(Files.exists(root.resolve("victim")));
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

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_no_behind_go_ends_the_connection_on_every_hop(String way) throws Exception {
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH sha256=" + "0".repeat(64) + " UPLOAD 5 new\n").readLine();
            assertEquals("ERR checksum mismatch\n", client.send("hello").readToEndAsText());
        }
        try (RawClient client = new RawClient(port(way))) {
            client.send("UPLOAD - new\n").readLine();
            assertEquals("ERR bad number\n", client.send("5\nhelloRM victim\n").readToEndAsText());
        }
        awaitNobody();
        assertEquals(List.of("victim"), visible());
        Await.until(Duration.ofSeconds(5), () -> parts() == 0, this::parts);
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
    void an_older_node_behind_a_relay_never_sees_a_byte_of_an_upload() throws Exception {
        try (StandIn older = OlderPrograms.server(Map.of("a", "hi\n"))) {
            Node relay = nodes.proxy(older.port());
            Node outer = nodes.proxy(relay.port());
            for (int port : new int[] {relay.port(), outer.port()}) {
                try (RawClient client = new RawClient(port)) {
                    client.send("WITH body=12 UPLOAD 12 new\nDOWNLOAD a\n\nPING\n");
                    assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
                }
                try (RawClient client = new RawClient(port)) {
                    assertEquals(
                            "ERR unknown command",
                            client.send("UPLOAD 12 new\n").readLine());
                    assertEquals("OK 3", client.send("DOWNLOAD a\n").readLine());
                }
            }
            try (StandIn olderProxy = OlderPrograms.proxy(server.port())) {
                Node before = nodes.proxy(olderProxy.port());
                try (RawClient client = new RawClient(before.port())) {
                    client.send("WITH body=10 UPLOAD 10 new\nRM victim\nPING\n");
                    assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
                }
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
    }

    @Test
    void a_node_that_greets_but_does_not_know_content_behind_a_line_gets_none() throws Exception {
        List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        String greeting =
                "towpath/1\nversion 0\nrole server\nnode 0000000000000000\nverbs LIST DOWNLOAD\noptions sid\n";
        try (StandIn early = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(line.equals("HELLO") ? "OK " + greeting.length() + "\n" + greeting : "OK\n");
            }
        })) {
            Node relay = nodes.proxy(early.port());
            try (RawClient client = new RawClient(relay.port())) {
                client.send("WITH body=10 UPLOAD 10 new\nRM victim\nPING\n");
                assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
            }
        }
        assertEquals(List.of("HELLO", "PING"), seen.stream().distinct().toList());
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

    private void awaitNobody() throws Exception {
        for (Node node : List.of(second, first, server)) {
            Await.until(
                    Duration.ofSeconds(8),
                    () -> node.connections() == 0 && node.nat().size() == 0,
                    node.nat()::snapshot);
        }
    }

    private List<String> visible() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private long parts() {
        return kept().count();
    }

    private long partBytes() {
        return kept().mapToLong(f -> f.toFile().length()).sum();
    }

    private Stream<Path> kept() {
        Path area = root.resolve(".towpath-uploads");
        try {
            return Files.exists(area) ? Files.list(area) : Stream.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
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
