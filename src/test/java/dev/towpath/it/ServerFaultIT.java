package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node does with clients that misbehave: the table of the protocol's section 2, met at a server. */
class ServerFaultIT extends ProcessTest {

    private static final int SIZE = 64 * 1024 * 1024;
    private static final int SMALL_BUFFER = 16 * 1024;

    /** Starts the node to be met, with a limit of its own; a proxy's server behind it has no such limit. */
    ProcessUnderTest node(Path root, String... limits) throws Exception {
        return limited(limits).server(root);
    }

    final Launcher limited(String... limits) {
        Launcher launcher = launcher();
        for (int i = 0; i < limits.length; i += 2) {
            launcher.limit(limits[i], limits[i + 1]);
        }
        return launcher;
    }

    @Test
    void both_requests_are_answered_after_a_half_close() throws Exception {
        try (RawClient client = new RawClient(node(root("a", "b")).port())) {
            client.send("LIST\nDOWNLOAD a\n").halfClose();

            assertEquals("OK\na\nb\nEND\nOK 13\ncontent of a\n", client.readToEndAsText());
        }
    }

    @Test
    void errors_leave_the_connection_usable() throws Exception {
        try (RawClient client = new RawClient(node(root("a")).port())) {
            client.send(
                    "DOWNLOAD missing\nNONSENSE\nDOWNLOAD\nDOWNLOAD ../root/a\nDOWNLOAD /a\n\r\n\ndownload x/../a\r\nQUIT\n");

            assertEquals("""
                    ERR file not found
                    ERR unknown command
                    ERR unknown command
                    ERR bad name
                    ERR bad name
                    OK 13
                    content of a
                    OK
                    """, client.readToEndAsText());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8193, 100_000})
    void a_line_too_long_is_told_and_then_the_connection_closes(int length) throws Exception {
        try (RawClient client = new RawClient(node(root("a")).port())) {
            client.send("LIST\n").send("DOWNLOAD " + "x".repeat(length - 10) + "\nLIST\n");

            assertEquals("OK\na\nEND\nERR line too long\n", client.readToEndAsText());
        }
    }

    @Test
    void a_line_just_short_enough_is_read() throws Exception {
        try (RawClient client = new RawClient(node(root("a")).port())) {
            // 8192 bytes with the LF; the name in it is longer than a name may be
            client.send("DOWNLOAD " + "x".repeat(8182) + "\nPING\n");

            assertEquals("ERR bad name", client.readLine());
            assertEquals("OK", client.readLine());
        }
    }

    @Test
    void bytes_that_are_not_utf8_are_a_bad_name_and_the_connection_goes_on() throws Exception {
        try (RawClient client = new RawClient(node(root("a")).port())) {
            client.send("DOWNLOAD \u00fc\n".getBytes(StandardCharsets.ISO_8859_1))
                    .send("LIST\n");

            assertEquals("ERR bad name", client.readLine());
            assertEquals("OK", client.readLine());
        }
    }

    @Test
    void a_client_that_sends_nothing_is_closed_without_a_line() throws Exception {
        ProcessUnderTest node = node(root("a"), "idle-timeout", "400ms");
        try (RawClient silent = new RawClient(node.port());
                RawClient between = new RawClient(node.port())) {
            assertEquals("OK", between.send("PING\n").readLine());
            assertEquals("", silent.readToEndAsText());
            assertEquals("", between.readToEndAsText());
        }
    }

    @Test
    void half_a_line_is_closed_without_a_line_long_before_the_idle_time() throws Exception {
        ProcessUnderTest node = node(root("a"), "line-timeout", "400ms");
        try (RawClient client = new RawClient(node.port())) {
            client.send("PING\nDOWNLOA");

            assertEquals("OK", client.readLine());
            assertNull(client.readLine());
        }
    }

    @Test
    void a_client_that_stops_reading_is_closed_after_the_stall_time() throws Exception {
        ProcessUnderTest node = node(sparse(SIZE), "stall-timeout", "500ms");
        int filesAtRest = ProcFs.openFiles(node.pid());
        try (RawClient stalled = new RawClient(node.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, stalled.send("DOWNLOAD big\n").readLine());
            awaitAccessLine(node, "big");

            assertTrue(stalled.readToEndOrReset().length < SIZE);
        }
        awaitRest(node, filesAtRest);
    }

    @Test
    void a_client_that_reads_too_slowly_is_closed() throws Exception {
        ProcessUnderTest node =
                node(sparse(SIZE), "min-rate", "1000000", "min-rate-window", "1s", "stall-timeout", "20s");
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (RawClient slow = new RawClient(node.port(), SMALL_BUFFER)) {
            assertEquals("OK " + SIZE, slow.send("DOWNLOAD big\n").readLine());
            AtomicLong read = new AtomicLong();
            var ticks = clock.scheduleAtFixedRate(() -> read.addAndGet(readSome(slow)), 0, 20, TimeUnit.MILLISECONDS);

            awaitAccessLine(node, "big");
            assertTrue(ticks.cancel(true));
            assertTrue(read.get() < SIZE);
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void one_connection_too_many_is_told_busy_and_closed() throws Exception {
        ProcessUnderTest node = node(root("a"), "max-connections", "2");
        try (RawClient first = new RawClient(node.port())) {
            assertEquals("OK", first.send("PING\n").readLine());
            try (RawClient second = new RawClient(node.port())) {
                assertEquals("OK", second.send("PING\n").readLine());
                try (RawClient third = new RawClient(node.port())) {
                    assertEquals("ERR busy\n", third.send("LIST\n").readToEndAsText());
                }
            }
            awaitRoom(node.port());
            assertEquals("OK", first.send("PING\n").readLine());
        }
    }

    @Test
    void one_connection_too_many_of_an_address_is_told_busy_and_closed() throws Exception {
        ProcessUnderTest node = node(root("a"), "max-connections-per-address", "1");
        try (RawClient first = new RawClient(node.port())) {
            assertEquals("OK", first.send("PING\n").readLine());
            try (RawClient second = new RawClient(node.port())) {
                assertEquals("ERR busy\n", second.send("LIST\n").readToEndAsText());
            }
        }
        awaitRoom(node.port());
    }

    @Test
    void an_error_line_arrives_and_what_the_client_still_sends_is_taken() throws Exception {
        ProcessUnderTest node = node(root("a"));
        int filesAtRest = ProcFs.openFiles(node.pid());
        try (RawClient client = new RawClient(node.port())) {
            client.send(new byte[9000]);
            assertEquals("ERR line too long", client.readLine());
            assertEquals("", client.readToEndAsText());
            // a socket that was simply closed would answer the first of these by a reset, and the second would fail
            for (int i = 0; i < 3; i++) {
                client.send(new byte[10_000]);
            }
            // and that has an end, though this client does not close
            awaitRest(node, filesAtRest);
        }
    }

    @Test
    void a_client_that_never_stops_sending_is_cut_off() throws Exception {
        ProcessUnderTest node = node(root("a"), "linger-timeout", "20s");
        try (RawClient client = new RawClient(node.port())) {
            client.send(new byte[9000]);
            assertEquals("ERR line too long", client.readLine());
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    client.send(new byte[64 * 1024]);
                }
            });
        }
    }

    @Test
    void a_client_that_resets_leaves_nothing_open() throws Exception {
        ProcessUnderTest node = node(sparse(SIZE));
        int filesAtRest = ProcFs.openFiles(node.pid());
        RawClient client = new RawClient(node.port(), SMALL_BUFFER);
        assertEquals("OK " + SIZE, client.send("DOWNLOAD big\n").readLine());
        client.reset();

        awaitRest(node, filesAtRest);
        awaitAccessLine(node, "big");
        try (RawClient next = new RawClient(node.port())) {
            assertEquals("OK", next.send("PING\n").readLine());
        }
    }

    private static void awaitRoom(int port) throws Exception {
        Await.until(
                Duration.ofSeconds(5),
                () -> {
                    try (RawClient client = new RawClient(port)) {
                        return "OK".equals(client.send("PING\n").readLine());
                    }
                },
                () -> "still busy");
    }

    private static int readSome(RawClient client) {
        try {
            return client.read(1024).length;
        } catch (IOException e) {
            return 0; // closed, which is what the test waits for
        }
    }
}
