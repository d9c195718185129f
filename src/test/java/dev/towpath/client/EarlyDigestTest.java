package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.Destination.LocalFile;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node's digest of a large file, computed while the file comes: what if it is late, wrong, refused, or not wanted any more. */
@Timeout(60)
class EarlyDigestTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_000, 7);
    private static final byte[] OTHER = RawClient.pattern(3_000_000, 8);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final Heard heard = new Heard();
    private final AtomicInteger hashes = new AtomicInteger();
    private TowpathStandIn node;
    private TowpathClient client;
    private Path copy;

    @BeforeEach
    void start() throws IOException {
        node = new TowpathStandIn().with("f", CONTENT).with("small", Arrays.copyOf(CONTENT, 500_000));
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(5), Duration.ofSeconds(10)));
        copy = folder.resolve("copy");
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        nodes.close();
    }

    @Test
    void the_digest_is_asked_for_while_the_file_is_on_its_way() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        node.lying((request, peer) -> {
            if (request.startsWith("HASH")) {
                asked.countDown();
            } else if (request.startsWith("DOWNLOAD")) {
                peer.send("OK " + CONTENT.length + "\n");
                peer.send(Arrays.copyOf(CONTENT, 1000));
                if (await(asked)) {
                    peer.send(Arrays.copyOfRange(CONTENT, 1000, CONTENT.length));
                }
                return true;
            }
            return false;
        });
        assertTrue(download("f", 0).verified());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(1, node.asked("HASH").size());
        assertEquals(2, node.accepted());
    }

    @Test
    void a_digest_that_takes_longer_than_the_file_is_waited_for() throws IOException {
        CountDownLatch sent = new CountDownLatch(1);
        node.lying((request, peer) -> {
            if (request.startsWith("HASH")) {
                await(sent);
                peer.send("WAIT\nWAIT\n");
            } else if (request.startsWith("DOWNLOAD")) {
                peer.send("OK " + CONTENT.length + "\n");
                peer.send(CONTENT);
                sent.countDown();
                return true;
            }
            return false;
        });
        assertTrue(download("f", 0).verified());
        assertEquals(1, node.asked("HASH").size());
    }

    @Test
    void a_second_connection_that_breaks_is_no_failure() throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") && hashes.incrementAndGet() == 1) {
                peer.reset();
                return true;
            }
            return false;
        });
        assertTrue(download("f", 0).verified());
        assertEquals(2, node.asked("HASH").size());
    }

    @Test
    void a_node_that_is_busy_with_digests_is_asked_again_at_the_end() throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") && hashes.incrementAndGet() == 1) {
                peer.send("ERR busy\n");
                return true;
            }
            return false;
        });
        assertTrue(download("f", 0).verified());
    }

    @Test
    void a_digest_that_differs_and_stays_so_is_an_error() throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("HASH")) {
                peer.send("OK " + CONTENT.length + " sha256 " + TowpathStandIn.sha256(OTHER) + "\n");
                return true;
            }
            return false;
        });
        ClientException e = assertThrows(ClientException.class, () -> download("f", 3));
        assertEquals(Kind.CHECKSUM_MISMATCH, e.kind());
        assertFalse(Files.exists(copy));
    }

    @Test
    void a_file_that_was_changed_under_way_is_fetched_again_and_not_called_damaged() throws IOException {
        CountDownLatch told = new CountDownLatch(1);
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") && hashes.incrementAndGet() == 1) {
                peer.send("OK " + CONTENT.length + " sha256 " + TowpathStandIn.sha256(CONTENT) + "\n");
                told.countDown();
                return true;
            }
            if (request.startsWith("DOWNLOAD") && hashes.get() <= 1) {
                await(told);
                node.files.put("f", OTHER); // written to in its place: the open answer gives what is there now
                peer.send("OK " + OTHER.length + "\n");
                peer.send(OTHER);
                return true;
            }
            return false;
        });
        assertTrue(download("f", 1).verified());
        assertArrayEquals(OTHER, Files.readAllBytes(copy));
    }

    @Test
    void a_change_that_the_node_tells_stops_the_download_at_once() throws Exception {
        client = new TowpathClient( // no time-out may be what stops it
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(5), Duration.ofSeconds(60)));
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        node.lying((request, peer) -> {
            if (request.startsWith("HASH")) {
                await(begun);
                peer.send("ERR changed\n");
                return true;
            }
            if (request.startsWith("DOWNLOAD")) {
                peer.send("OK " + CONTENT.length + "\n");
                peer.send(Arrays.copyOf(CONTENT, 1000));
                begun.countDown();
                peer.awaitEnd();
                stopped.countDown();
                return true;
            }
            return false;
        });
        RefusedException e = assertThrows(RefusedException.class, () -> download("f", 0));
        assertEquals("changed", e.status().text());
        assertTrue(stopped.await(5, TimeUnit.SECONDS));
    }

    @Test
    void nobody_computes_for_a_download_that_broke() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        node.lying((request, peer) -> {
            if (request.startsWith("HASH")) {
                asked.countDown();
                try {
                    peer.awaitEnd();
                } finally {
                    gone.countDown();
                }
                return true;
            }
            if (request.startsWith("DOWNLOAD")) {
                await(asked);
                peer.send("OK " + CONTENT.length + "\n");
                peer.reset();
                return true;
            }
            return false;
        });
        assertEquals(
                Kind.INCOMPLETE,
                assertThrows(ClientException.class, () -> download("f", 0)).kind());
        assertTrue(gone.await(5, TimeUnit.SECONDS));
    }

    @Test
    void a_small_file_takes_one_connection() {
        assertTrue(download("small", 0).verified());
        assertEquals(1, node.accepted());
    }

    private Received download(String name, int retries) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(node.port()), RemotePath.ROOT))) {
            return Nodes.get(files.download(
                    RemotePath.of(name), new LocalFile(copy), new DownloadPlan(false, retries, true), heard));
        }
    }

    private static boolean await(CountDownLatch latch) throws IOException {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
