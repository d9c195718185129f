package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node ends when it is told to. */
class NodeSignalIT extends ProcessTest {

    private static final Pattern DRAINING = Pattern.compile("draining");
    /** More than the buffers of the kernel take, so that a reader that waits keeps the transfer going. */
    private static final int SIZE = 24 * 1024 * 1024;

    private static final int SMALL_BUFFER = 16 * 1024;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void an_idle_server_ends_at_once_and_closes_its_idle_connections(String signal) throws Exception {
        ProcessUnderTest server = launcher().server(root("a"));
        try (RawClient idle = new RawClient(server.port())) {
            assertEquals("OK", idle.send("PING\n").readLine());

            server.signal(signal);

            assertEquals("", idle.readToEndAsText());
            assertEquals(0, server.awaitEnd(Duration.ofSeconds(5)), server::toString);
        }
        assertThrows(ConnectException.class, () -> new RawClient(server.port()));
    }

    @Test
    void an_idle_proxy_ends_at_once() throws Exception {
        ProcessUnderTest proxy = launcher().proxy(freePort());

        proxy.signal("TERM");

        assertEquals(0, proxy.awaitEnd(Duration.ofSeconds(5)), proxy::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_running_download_ends_whole_while_nobody_new_is_let_in(boolean throughProxy) throws Exception {
        byte[] content = RawClient.pattern(SIZE, 1);
        ProcessUnderTest node = node(content, throughProxy);
        try (RawClient slow = new RawClient(node.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, slow.send("DOWNLOAD big\n").readLine());
            byte[] first = slow.read(1000);

            node.signal("TERM");
            node.awaitStderr(DRAINING);
            awaitRefusal(node.port());
            assertTrue(node.isAlive(), node::toString);

            byte[] rest = slow.read(SIZE - first.length);
            assertArrayEquals(java.util.Arrays.copyOf(content, first.length), first);
            assertTrue(java.util.Arrays.equals(content, first.length, SIZE, rest, 0, rest.length), "the bytes");
            assertTrue(slow.isClosedByPeer());
        }
        assertEquals(0, node.awaitEnd(Duration.ofSeconds(5)), node::toString);
    }

    @Test
    void readiness_goes_down_while_it_drains() throws Exception {
        ProcessUnderTest server = node(new byte[SIZE], false);
        try (RawClient slow = new RawClient(server.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, slow.send("DOWNLOAD big\n").readLine());
            assertEquals(200, server.admin("/q/health/ready").statusCode());

            server.signal("TERM");
            server.awaitStderr(DRAINING);

            assertEquals(503, server.admin("/q/health/ready").statusCode());
            assertEquals(SIZE, slow.skip(SIZE));
        }
        assertEquals(0, server.awaitEnd(Duration.ofSeconds(5)), server::toString);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_second_signal_ends_at_once(boolean throughProxy) throws Exception {
        ProcessUnderTest node = node(new byte[SIZE], throughProxy);
        try (RawClient slow = new RawClient(node.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, slow.send("DOWNLOAD big\n").readLine());
            node.signal("TERM");
            node.awaitStderr(DRAINING);

            node.signal("TERM");

            assertEquals(143, node.awaitEnd(Duration.ofSeconds(2)), node::toString);
            assertTrue(slow.skip(SIZE) < SIZE);
        }
    }

    @Test
    void the_drain_has_an_end() throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.write(root.resolve("big"), new byte[SIZE]);
        ProcessUnderTest server = launcher().limit("drain-timeout", "300ms").server(root);
        try (RawClient stalled = new RawClient(server.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, stalled.send("DOWNLOAD big\n").readLine());

            server.signal("TERM");

            assertEquals(0, server.awaitEnd(Duration.ofSeconds(5)), server::toString);
            assertTrue(stalled.readToEndOrReset().length < SIZE);
        }
    }

    private ProcessUnderTest node(byte[] content, boolean throughProxy) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.write(root.resolve("big"), content);
        ProcessUnderTest server = launcher().server(root);
        return throughProxy ? launcher().proxy(server.port()) : server;
    }

    private static void awaitRefusal(int port) throws Exception {
        Await.until(
                Duration.ofSeconds(5),
                () -> {
                    try {
                        new RawClient(port).close();
                        return false;
                    } catch (ConnectException e) {
                        return true;
                    }
                },
                () -> "still accepts");
    }
}
