package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.Destination.LocalFile;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.CuttingRelay;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.SmallDisk;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One large file over several connections. */
@Timeout(90)
class StreamsTest {

    private static final int BLOCK = (int) Blocks.SIZE;
    private static final byte[] CONTENT = RawClient.pattern(4 * BLOCK + 12_345, 7);
    private static final byte[] OTHER = RawClient.pattern(4 * BLOCK + 12_345, 8);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final Heard heard = new Heard();
    private TowpathClient client;
    private Path copy;
    private Path part;

    @BeforeEach
    void start() {
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(5), Duration.ofSeconds(10)));
        copy = folder.resolve("copy");
        part = folder.resolve("copy.part");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_file_comes_whole_and_proven_through_a_proxy() throws IOException {
        Received received = download(nodes.proxy(served()).port(), plan(false, 0));

        assertTrue(received.verified());
        assertEquals(CONTENT.length, received.bytes());
        assertEquals(0, received.again());
        assertEquals("", received.sha256(), "nobody has computed it");
        assertIs(CONTENT);
        assertEquals(CONTENT.length, heard.bytes);
        assertFalse(Files.exists(part));
    }

    @Test
    void the_blocks_are_asked_for_on_several_connections() throws IOException {
        try (TowpathStandIn node = new TowpathStandIn().with("f", CONTENT)) {
            assertTrue(download(node.port(), plan(false, 0)).verified());
            assertIs(CONTENT);
            assertTrue(node.accepted() >= 4, "connections " + node.accepted());
            assertEquals(List.of(), node.asked("DOWNLOAD"));
            assertEquals(List.of(), node.asked("HASH"));
            assertTrue(
                    node.asked("RANGE").stream().allMatch(line -> line.contains("!if=" + TowpathStandIn.tag(CONTENT))));
        }
    }

    @Test
    void streams_that_break_are_continued_with_what_is_missing() throws IOException {
        AtomicInteger bodies = new AtomicInteger();
        CuttingRelay.Fate fate = (up, length) -> length > 1000 && bodies.incrementAndGet() % 2 == 0 ? length / 2 : -1;
        try (CuttingRelay relay = new CuttingRelay(nodes.proxy(served()).port(), fate)) {
            Received received = download(relay.port(), plan(false, 20));
            assertTrue(received.verified());
            assertIs(CONTENT);
            assertTrue(relay.cutsDown() > 0);
            // of each break the block that was under way on each stream may come again, and no more
            assertTrue(received.again() <= (long) relay.cutsDown() * 4 * BLOCK, "again " + received.again());
        }
    }

    @Test
    void what_is_left_of_a_break_is_a_prefix_and_is_continued() throws IOException {
        try (TowpathStandIn node = new TowpathStandIn().with("f", CONTENT)) {
            node.lying((request, peer) -> {
                if (request.startsWith("RANGE " + 2 * BLOCK + " ")) {
                    peer.reset();
                    return true;
                }
                return false;
            });
            assertThrows(ClientException.class, () -> download(node.port(), plan(false, 0)));
            byte[] left = Files.exists(part) ? Files.readAllBytes(part) : new byte[0];
            assertTrue(left.length <= 2 * BLOCK, "left " + left.length);
            assertTrue(RawClient.same(Arrays.copyOf(CONTENT, left.length), left));

            node.lying((request, peer) -> false);
            node.asked.clear();
            Received received = download(node.port(), plan(true, 0));
            assertTrue(received.verified());
            assertIs(CONTENT);
            assertEquals(0, received.again());
            if (left.length > 0) {
                assertFalse(node.asked("RANGE").stream().anyMatch(line -> line.contains("RANGE 0 ")), "it was here");
            }
        }
    }

    @Test
    void after_a_crash_the_blocks_that_are_here_are_proven_and_the_others_fetched() throws IOException {
        try (RandomAccessFile crashed = new RandomAccessFile(part.toFile(), "rw")) {
            crashed.write(CONTENT, 0, BLOCK); // and a gap behind it
            crashed.seek(2L * BLOCK);
            crashed.write(CONTENT, 2 * BLOCK, BLOCK);
            byte[] damaged = Arrays.copyOfRange(CONTENT, 3 * BLOCK, 4 * BLOCK);
            damaged[77] ^= 1;
            crashed.write(damaged);
            crashed.write(CONTENT, 4 * BLOCK, 100);
        }
        try (TowpathStandIn node = new TowpathStandIn().with("f", CONTENT)) {
            Received received = download(node.port(), plan(true, 0));
            assertTrue(received.verified());
            assertIs(CONTENT);
            assertEquals(0, received.again());
            assertEquals(
                    Set.of(
                            "RANGE " + BLOCK + " " + BLOCK + " f",
                            "RANGE " + 3 * BLOCK + " " + BLOCK + " f",
                            "RANGE " + 4 * BLOCK + " 12345 f"),
                    Set.copyOf(node.asked("RANGE").stream()
                            .map(line -> line.substring(line.indexOf("RANGE")))
                            .toList()));
            assertTrue(heard.heard("continuing copy.part with " + 2 * BLOCK + " bytes"), heard.notes.toString());
        }
    }

    @Test
    void a_part_with_gaps_is_never_taken_for_a_prefix_by_one_stream() throws IOException {
        try (RandomAccessFile crashed = new RandomAccessFile(part.toFile(), "rw")) {
            crashed.seek(2L * BLOCK);
            crashed.write(CONTENT, 2 * BLOCK, BLOCK);
        }
        Received received = download(served(), new DownloadPlan(true, 0, true));
        assertTrue(received.verified());
        assertIs(CONTENT);
        assertTrue(heard.heard("starting anew"), heard.notes.toString());
    }

    @Test
    void a_block_that_differs_is_fetched_once_more() throws IOException {
        AtomicInteger lies = new AtomicInteger();
        try (TowpathStandIn node = damaging(request -> lies.incrementAndGet() == 1)) {
            Received received = download(node.port(), plan(false, 0));
            assertTrue(received.verified());
            assertEquals(BLOCK, received.again());
            assertIs(CONTENT);
        }
    }

    @Test
    void a_block_that_differs_twice_is_named_and_nothing_behind_it_is_kept() throws IOException {
        try (TowpathStandIn node = damaging(request -> true)) {
            ClientException e = assertThrows(ClientException.class, () -> download(node.port(), plan(false, 5)));
            assertEquals(Kind.CHECKSUM_MISMATCH, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("at byte " + 2 * BLOCK), e.getMessage());
            assertFalse(Files.exists(copy));
            byte[] left = Files.exists(part) ? Files.readAllBytes(part) : new byte[0];
            assertTrue(left.length <= 2 * BLOCK, "left " + left.length);
            assertTrue(RawClient.same(Arrays.copyOf(CONTENT, left.length), left));
        }
    }

    @Test
    void a_file_that_changes_in_the_middle_is_never_mixed() throws IOException {
        AtomicInteger ranges = new AtomicInteger();
        try (TowpathStandIn node = new TowpathStandIn().with("f", CONTENT)) {
            node.lying((request, peer) -> {
                if (request.startsWith("RANGE") && ranges.incrementAndGet() == 4) {
                    node.files.put("f", OTHER);
                }
                return false;
            });
            RefusedException e = assertThrows(RefusedException.class, () -> download(node.port(), plan(false, 0)));
            assertEquals("changed", e.status().text());
            assertFalse(Files.exists(copy));

            node.files.put("f", CONTENT);
            ranges.set(0);
            assertTrue(download(node.port(), plan(false, 2)).verified());
            assertIs(OTHER);
        }
    }

    @Test
    void a_full_disk_is_told_and_what_is_left_is_a_prefix() throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        try (SmallDisk disk = new SmallDisk(small, "size=20m")) {
            copy = small.resolve("copy");
            ClientException e = assertThrows(ClientException.class, () -> download(served(), plan(false, 3)));
            assertEquals(Kind.NO_LOCAL_SPACE, e.kind());
            Path left = small.resolve("copy.part");
            long length = Files.exists(left) ? Files.size(left) : 0;
            assertTrue(length <= 20 << 20 && length % BLOCK == 0, "left " + length);
        }
    }

    @Test
    void a_node_that_takes_few_connections_is_asked_over_those() throws IOException {
        try (Nodes narrow = new Nodes(Map.of("max-connections-per-address", "2"))) {
            Path root = Files.createDirectory(folder.resolve("narrow"));
            Files.write(root.resolve("f"), CONTENT);
            Received received = download(narrow.server(root).port(), plan(false, 0));
            assertTrue(received.verified());
            assertIs(CONTENT);
        }
    }

    @Test
    void a_node_that_cannot_prove_blocks_gives_the_file_in_one_stream() throws IOException {
        try (TowpathStandIn node = new TowpathStandIn().with("f", CONTENT)) {
            node.lying((request, peer) -> {
                if (request.startsWith("SUM")) {
                    peer.send("ERR unknown command\n");
                    return true;
                }
                return false;
            });
            Received received = download(node.port(), plan(false, 0));
            assertTrue(received.verified(), "by its HASH");
            assertEquals(TowpathStandIn.sha256(CONTENT), received.sha256());
            assertIs(CONTENT);
            assertTrue(heard.heard("one stream instead of 4"), heard.notes.toString());
        }
    }

    @Test
    void an_older_server_gives_what_it_has() throws IOException {
        try (StandIn older = OlderPrograms.server(Map.of("f", "hello"))) {
            assertFalse(download(older.port(), plan(false, 0)).verified());
            assertEquals("hello", Files.readString(copy));
            assertTrue(heard.heard("one stream instead of 4"), heard.notes.toString());
        }
    }

    private static DownloadPlan plan(boolean resume, int retries) {
        return new DownloadPlan(resume, retries, true, 4);
    }

    private int served() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.write(root.resolve("f"), CONTENT);
        return nodes.server(root).port();
    }

    /** A node that gives the third block with a wrong byte when the test says so. */
    private static TowpathStandIn damaging(java.util.function.Predicate<String> when) throws IOException {
        TowpathStandIn node = new TowpathStandIn().with("f", CONTENT);
        return node.lying((request, peer) -> {
            String[] words = request.split(" ");
            if (!words[0].equals("RANGE")) {
                return false;
            }
            int from = Integer.parseInt(words[1]);
            int end = Math.min(CONTENT.length, from + Integer.parseInt(words[2]));
            if (from > 2 * BLOCK || end <= 2 * BLOCK || !when.test(request)) {
                return false;
            }
            byte[] range = Arrays.copyOfRange(CONTENT, from, end);
            range[2 * BLOCK - from + 4321] ^= 1;
            peer.send("OK " + range.length + "\n");
            peer.send(range);
            return true;
        });
    }

    private void assertIs(byte[] content) throws IOException {
        assertTrue(RawClient.same(content, Files.readAllBytes(copy)), "another content");
    }

    private Received download(int port, DownloadPlan plan) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
            return Nodes.get(files.download(RemotePath.of("f"), new LocalFile(copy), plan, heard));
        }
    }
}
