package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.time.Duration;
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
        try (FullBacklog upstream = new FullBacklog()) {
            ProcessUnderTest proxy =
                    launcher().limit("connect-timeout", "500ms").proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals(
                        "ERR proxy error: timeout", client.send("DOWNLOAD a\n").readLine());
                assertEquals("OK", client.send("PING\n").readLine());
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
            // the connection that only asked who is there may take a moment to be gone
            Await.until(Duration.ofSeconds(5), () -> upstream.open() == 1, upstream::open);

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
}
