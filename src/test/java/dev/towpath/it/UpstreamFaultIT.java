package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proxy makes of upstreams that misbehave: the table of the protocol's section 2, seen from its client. */
class UpstreamFaultIT extends ProcessTest {

    private static final int SIZE = 64 * 1024 * 1024;

    @Test
    void an_upstream_that_refuses_is_told_and_the_connection_stays() throws Exception {
        try (RawClient client = new RawClient(launcher().proxy(freePort()).port())) {
            assertEquals("ERR proxy error: refused", client.send("DOWNLOAD a\n").readLine());
            assertEquals("ERR proxy error: refused", client.send("LIST\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
        }
    }

    @Test
    void an_unknown_upstream_host_is_told() throws Exception {
        ProcessUnderTest proxy = launcher().proxy("no-such-host.invalid:9001");
        try (RawClient client = new RawClient(proxy.port())) {
            assertEquals(
                    "ERR proxy error: unknown host", client.send("DOWNLOAD a\n").readLine());
        }
    }

    @Test
    void an_upstream_that_does_not_accept_is_a_timeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> queued = fill(full);
            ProcessUnderTest proxy =
                    launcher().limit("connect-timeout", "500ms").proxy(full.getLocalPort());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals(
                        "ERR proxy error: timeout", client.send("DOWNLOAD a\n").readLine());
                assertEquals("OK", client.send("PING\n").readLine());
            } finally {
                for (Socket socket : queued) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void an_upstream_that_resets_is_told() throws Exception {
        assertFaultBeforeTheFirstLine("reset", peer -> {
            peer.readLine();
            peer.reset();
        });
    }

    @Test
    void an_upstream_that_closes_without_an_answer_is_told() throws Exception {
        assertFaultBeforeTheFirstLine("closed early", StandIn.Peer::readLine);
    }

    @Test
    void an_upstream_that_stays_silent_is_a_timeout() throws Exception {
        assertFaultBeforeTheFirstLine("timeout", StandIn.Peer::awaitEnd);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "OK 12x\n",
                "OK 5 \nhello",
                "WAIT\n",
                "\u0000\u0001\n",
                "ERR\n"
            })
    void nonsense_is_a_bad_answer_and_not_quoted(String answer) throws Exception {
        assertFaultBeforeTheFirstLine("bad answer", peer -> {
            peer.readLine();
            peer.send(answer);
            peer.awaitEnd();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"stall", "close", "reset"})
    void after_the_first_line_a_fault_closes_and_no_line_is_written(String fault) throws Exception {
        byte[] begun = RawClient.pattern(100_000, 3);
        try (StandIn upstream = new StandIn(peer -> {
            peer.readLine();
            peer.send("OK 200000\n");
            peer.send(begun);
            if (fault.equals("stall")) {
                peer.awaitEnd();
            } else if (fault.equals("reset")) {
                // a reset may overtake what was sent; the client is owed only that nothing else comes
                peer.reset();
            }
        })) {
            ProcessUnderTest proxy = launcher().limit("stall-timeout", "500ms").proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("OK 200000", client.send("DOWNLOAD a\nLIST\n").readLine());
                byte[] got = client.readToEndOrReset();
                if (fault.equals("reset")) {
                    assertArrayEquals(java.util.Arrays.copyOf(begun, got.length), got);
                } else {
                    assertArrayEquals(begun, got);
                }
            }
            awaitNothingOpen(proxy, upstream);
            proxy.awaitStderr(java.util.regex.Pattern.compile("DOWNLOAD a \\d+ bytes \\d+\\.\\d{3} s source failed"));
        }
    }

    @Test
    void an_over_long_body_is_cut_and_its_connection_not_used_again() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 5\nhelloOK 4\nevil")) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                client.send("DOWNLOAD a\nDOWNLOAD b\nPING\n").halfClose();

                assertEquals("OK 5\nhelloOK 5\nhelloOK\n", client.readToEndAsText());
            }
            assertEquals(2, upstream.accepted());
        }
    }

    @Test
    void bytes_on_an_idle_upstream_connection_close_it() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (StandIn upstream = new StandIn(peer -> {
            peer.readLine();
            peer.send("OK 5\nhello");
            answered.await(10, TimeUnit.SECONDS);
            peer.send("OK 4\nevil");
            peer.awaitEnd();
        })) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), client.download("a"));
                answered.countDown();
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, () -> "still open");
                assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), client.download("a"));
            }
            assertEquals(2, upstream.accepted());
        }
    }

    @Test
    void a_kept_upstream_connection_is_closed_after_its_time() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 0\n")) {
            ProcessUnderTest proxy =
                    launcher().limit("upstream-keep-alive", "500ms").proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.download("a");
                client.download("b");
                assertEquals(1, upstream.accepted());

                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, () -> "still open");
                client.download("c");
                assertEquals(2, upstream.accepted());
            }
        }
    }

    @Test
    void an_upstream_that_closes_after_each_answer_works() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(line -> line.equals("LIST") ? "OK\na\n\nEND\n" : "OK 5\nhello")) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                client.send("LIST\nDOWNLOAD a\nDOWNLOAD b\nLIST\n").halfClose();

                assertEquals("OK\na\nEND\nOK 5\nhelloOK 5\nhelloOK\na\nEND\n", client.readToEndAsText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_goes_in_mid_body_releases_the_upstream_at_once(boolean byReset) throws Exception {
        try (StandIn upstream = new StandIn(peer -> {
            peer.readLine();
            peer.send("OK " + SIZE + "\n");
            peer.send(new byte[SIZE]);
            peer.awaitEnd();
        })) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            RawClient client = new RawClient(proxy.port(), 16 * 1024);
            assertEquals("OK " + SIZE, client.send("DOWNLOAD a\n").readLine());
            assertEquals(1, upstream.open());

            if (byReset) {
                client.reset();
            } else {
                client.close();
            }

            awaitNothingOpen(proxy, upstream);
        }
    }

    @Test
    void a_client_that_goes_while_the_upstream_is_silent_releases_it_at_once() throws Exception {
        try (StandIn upstream = new StandIn(StandIn.Peer::awaitEnd)) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            RawClient client = new RawClient(proxy.port()).send("DOWNLOAD a\n");
            Await.until(Duration.ofSeconds(5), () -> upstream.open() == 1, () -> "nothing was dialled");

            client.reset();

            awaitNothingOpen(proxy, upstream);
        }
    }

    private void assertFaultBeforeTheFirstLine(String cause, StandIn.Behaviour behaviour) throws Exception {
        try (StandIn upstream = new StandIn(behaviour)) {
            ProcessUnderTest proxy = launcher()
                    .limit("stall-timeout", "300ms")
                    .limit("hop-timeout", "100ms")
                    .proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals(
                        "ERR proxy error: " + cause, client.send("DOWNLOAD a\n").readLine());
                assertEquals("OK", client.send("PING\n").readLine());
                awaitNothingOpen(proxy, upstream);
                client.halfClose();
                assertNull(client.readLine());
            }
        }
    }

    private static void awaitNothingOpen(ProcessUnderTest proxy, StandIn upstream) throws Exception {
        Await.until(
                Duration.ofSeconds(2),
                () -> upstream.open() == 0 && proxy.admin("/nat").body().equals("[]"),
                () -> upstream.open() + " open upstream; " + proxy);
    }

    /** Connects until the kernel lets nobody else in. */
    private static List<Socket> fill(ServerSocket server) throws Exception {
        List<Socket> queued = new ArrayList<>();
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(address, 300);
            } catch (java.net.SocketTimeoutException e) {
                return queued;
            }
        }
        assertTrue(false, "the kernel takes any number of connections");
        return queued;
    }
}
