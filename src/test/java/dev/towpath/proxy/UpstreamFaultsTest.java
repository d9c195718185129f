package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy in front of nodes that break the rules, and of the older programs. */
@Timeout(120)
class UpstreamFaultsTest {

    private Nodes nodes;

    @BeforeEach
    void start() {
        nodes = new Nodes(Map.of(
                "stall-timeout", "600ms",
                "hop-timeout", "100ms",
                "connect-timeout", "800ms",
                "linger-timeout", "300ms",
                "upstream-keep-alive", "2s"));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void an_upstream_that_refuses_is_told() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertAnswers(nodes.proxy(free), "ERR proxy error: refused");
    }

    @Test
    void an_unknown_upstream_is_told() throws IOException {
        assertAnswers(nodes.proxy(new HostPort("no-such-host.invalid", 9001)), "ERR proxy error: unknown host");
    }

    @Test
    void an_upstream_that_resets_is_told() throws IOException {
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.reset();
        })) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: reset");
        }
    }

    @Test
    void an_upstream_that_closes_without_an_answer_is_told() throws IOException {
        try (StandIn upstream = StandIn.older(StandIn.Peer::readLine)) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: closed early");
        }
    }

    @Test
    void an_upstream_that_closes_within_its_first_line_is_told() throws IOException {
        try (StandIn upstream = StandIn.answeringOnce(line -> "OK 1")) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: closed early");
        }
    }

    @Test
    void an_upstream_that_says_nothing_is_told() throws IOException {
        try (StandIn upstream = StandIn.older(StandIn.Peer::awaitEnd)) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "OK -1\n",
                "OK x\n",
                "\n",
                "GO 0 5\n",
                "WAIT\n",
                "ERR\n",
                "\u0000\n"
            })
    void an_answer_that_is_none_is_told_and_not_quoted(String answer) throws IOException {
        try (StandIn upstream = StandIn.answering(line -> answer)) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: bad answer");
        }
    }

    @Test
    void a_first_line_without_an_end_is_a_bad_answer() throws IOException {
        try (StandIn upstream = StandIn.answering(line -> "x".repeat(9000))) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR proxy error: bad answer");
        }
    }

    @Test
    void an_error_text_passes_unchanged() throws IOException {
        try (StandIn upstream = StandIn.answering(line -> "ERR no such thing: \u00fc\n")) {
            assertAnswers(nodes.proxy(upstream.port()), "ERR no such thing: ü");
        }
    }

    @Test
    void a_body_that_ends_early_ends_the_clients_connection() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(line -> "OK 10\nhello")) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD f\nPING\n");
                assertEquals("OK 10\nhello", client.readToEndAsText());
            }
            assertEmpty(proxy, upstream);
        }
    }

    @Test
    void a_body_that_stalls_ends_the_clients_connection() throws Exception {
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nhello");
            peer.awaitEnd();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD f\n");
                assertEquals("OK 10\nhello", client.readToEndAsText());
            }
            assertEmpty(proxy, upstream);
        }
    }

    @Test
    void a_body_that_is_reset_ends_the_clients_connection() throws Exception {
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nhello");
            peer.reset();
        })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD f\n");
                String got = client.readToEndAsText();
                assertTrue("OK 10\nhello".startsWith(got) || got.equals("ERR proxy error: reset\n"), got);
            }
            assertEmpty(proxy, upstream);
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
    void an_older_server_that_closes_after_each_answer_serves_many_requests() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(UpstreamFaultsTest::older)) {
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

    @Test
    void an_upstream_that_does_not_answer_the_dial_is_a_timeout() throws Exception {
        // a full backlog: further connections are neither accepted nor refused
        try (ServerSocket full = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            java.util.ArrayList<java.net.Socket> held = new java.util.ArrayList<>();
            for (int i = 0; i < 4; i++) {
                java.net.Socket socket = new java.net.Socket();
                held.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 100);
                } catch (java.net.SocketTimeoutException e) {
                    break;
                }
            }
            Node proxy = nodes.proxy(full.getLocalPort());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD a\n");
                Await.until(
                        Duration.ofSeconds(5),
                        () -> proxy.nat().snapshot().stream()
                                .anyMatch(e -> e.state() == NatEntry.State.DIALLING && e.natPort() == 0),
                        proxy.nat()::snapshot);
                assertEquals("ERR proxy error: timeout", client.readLine());
                assertEquals(0, proxy.nat().size());
            }
            for (java.net.Socket socket : held) {
                socket.close();
            }
        }
    }

    private static String older(String line) {
        return switch (line) {
            case "LIST" -> "OK\na\nb c\nEND\n";
            case "DOWNLOAD a" -> "OK 5\nhello";
            default -> "ERR unknown command\n";
        };
    }

    /** The answer comes, and the connection stays usable. */
    private static void assertAnswers(Node proxy, String answer) throws IOException {
        try (RawClient client = new RawClient(proxy.port())) {
            assertEquals(answer, client.send("DOWNLOAD f\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
            assertEquals(0, proxy.nat().size());
        }
    }

    private static void assertEmpty(Node proxy, StandIn upstream) throws Exception {
        assertNotNull(proxy);
        Await.until(
                Duration.ofSeconds(5),
                () -> proxy.nat().size() == 0 && upstream.open() == 0,
                () -> proxy.nat().snapshot() + ", upstream " + upstream.open());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
