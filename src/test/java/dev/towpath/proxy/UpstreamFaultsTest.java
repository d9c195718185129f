package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy in front of nodes that break the rules: each fault is told, or ends what it spoils. */
@Timeout(120)
class UpstreamFaultsTest extends UpstreamTest {

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

    /** The answer comes, and the connection stays usable. */
    private static void assertAnswers(Node proxy, String answer) throws IOException {
        try (RawClient client = new RawClient(proxy.port())) {
            assertEquals(answer, client.send("DOWNLOAD f\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
            assertEquals(0, proxy.nat().size());
        }
    }
}
