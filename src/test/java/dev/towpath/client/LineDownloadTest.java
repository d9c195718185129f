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
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LineDownloadTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_000, 7);
    private static final byte[] OTHER = RawClient.pattern(3_000_000, 8);
    private static final DownloadPlan RESUME = new DownloadPlan(true, 0, true);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final Heard heard = new Heard();
    private TowpathStandIn node;
    private TowpathClient client;
    private Path copy;
    private Path part;

    @BeforeEach
    void start() throws IOException {
        node = new TowpathStandIn().with("f", CONTENT);
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofSeconds(2)));
        copy = folder.resolve("copy");
        part = folder.resolve("copy.part");
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        nodes.close();
    }

    @Test
    void a_download_is_compared_by_digest_and_carries_the_files_time() throws IOException {
        Received received = download(node.port(), DownloadPlan.PLAIN);

        assertTrue(received.verified());
        assertEquals(CONTENT.length, received.bytes());
        assertEquals(0, received.again());
        assertEquals(TowpathStandIn.sha256(CONTENT), received.sha256());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(1234567890123L, Files.getLastModifiedTime(copy).toMillis());
        assertEquals(CONTENT.length, heard.bytes);
        assertEquals(2, node.accepted(), "one connection for the file, one for its digest");
        assertFalse(Files.exists(part));
    }

    @Test
    void the_time_is_left_alone_where_that_is_wanted() throws IOException {
        download(node.port(), new DownloadPlan(false, 0, false));
        assertTrue(Files.getLastModifiedTime(copy).toMillis() > 1_500_000_000_000L);
    }

    @Test
    void a_digest_that_differs_keeps_the_bad_file_under_its_part_name_and_the_next_run_starts_anew()
            throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD")) {
                byte[] damaged = CONTENT.clone();
                damaged[1_000_000] ^= 1;
                peer.send("OK " + damaged.length + "\n");
                peer.send(damaged);
                return true;
            }
            return false;
        });
        ClientException e =
                assertThrows(ClientException.class, () -> download(node.port(), new DownloadPlan(false, 5, true)));
        assertEquals(Kind.CHECKSUM_MISMATCH, e.kind());
        assertFalse(Files.exists(copy));
        assertEquals(CONTENT.length, Files.size(part));

        node.lying((request, peer) -> false);
        Received received = download(node.port(), RESUME);
        assertTrue(received.verified());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertTrue(heard.heard("starting anew"), heard.notes.toString());
    }

    @Test
    void a_part_that_is_proven_is_continued() throws IOException {
        Files.write(part, Arrays.copyOf(CONTENT, 2_999_000));
        Received received = download(node.port(), RESUME);
        assertTrue(received.verified());
        assertEquals(CONTENT.length, received.bytes());
        assertEquals(0, received.again());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(List.of("WITH !if=" + TowpathStandIn.tag(CONTENT) + " RANGE 2999000 1000 f"), node.asked("RANGE"));
        assertTrue(heard.heard("continuing"), heard.notes.toString());
    }

    @Test
    void a_part_that_holds_all_is_finished_without_a_byte() throws IOException {
        Files.write(part, CONTENT);
        assertTrue(download(node.port(), RESUME).verified());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(List.of(), node.asked("RANGE"));
        assertEquals(List.of(), node.asked("DOWNLOAD"));
    }

    @Test
    void a_poisoned_part_is_never_used() throws IOException {
        byte[] poisoned = Arrays.copyOf(CONTENT, 2_999_000);
        poisoned[5] ^= 1;
        Files.write(part, poisoned);
        assertTrue(download(node.port(), RESUME).verified());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertTrue(heard.heard("starting anew instead of continuing copy.part"), heard.notes.toString());
    }

    @Test
    void a_part_longer_than_the_file_is_never_used() throws IOException {
        Files.write(part, Arrays.copyOf(CONTENT, CONTENT.length + 1));
        assertTrue(download(node.port(), RESUME).verified());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertTrue(heard.heard("starting anew"), heard.notes.toString());
    }

    @Test
    void without_leave_a_part_of_another_run_is_not_even_looked_at() throws IOException {
        Files.write(part, Arrays.copyOf(CONTENT, 1000));
        download(node.port(), DownloadPlan.PLAIN);
        assertEquals(List.of(), node.asked("SUM"));
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
    }

    @Test
    void a_break_is_continued_where_it_was_and_nothing_comes_twice() throws IOException {
        breakOnceAfter(1_000_000);
        Received received = download(node.port(), new DownloadPlan(false, 1, true));
        assertTrue(received.verified());
        assertEquals(0, received.again());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(1, node.asked("RANGE").size());
        assertTrue(heard.heard("trying again"), heard.notes.toString());
    }

    @Test
    void without_retries_a_break_keeps_the_part() throws IOException {
        breakOnceAfter(1_000_000);
        ClientException e = assertThrows(ClientException.class, () -> download(node.port(), DownloadPlan.PLAIN));
        assertEquals(Kind.INCOMPLETE, e.kind());
        assertFalse(Files.exists(copy));
        assertArrayEquals(Arrays.copyOf(CONTENT, 1_000_000), Files.readAllBytes(part));
    }

    @Test
    void a_file_replaced_between_break_and_resume_is_never_mixed() throws IOException {
        breakOnceAfter(1_000_000);
        assertThrows(ClientException.class, () -> download(node.port(), DownloadPlan.PLAIN));
        node.files.put("f", OTHER);
        assertTrue(download(node.port(), RESUME).verified());
        assertArrayEquals(OTHER, Files.readAllBytes(copy));
    }

    @Test
    void a_file_replaced_between_break_and_retry_is_never_mixed() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD") && asked.incrementAndGet() == 1) {
                peer.send("OK " + CONTENT.length + "\n");
                peer.send(Arrays.copyOf(CONTENT, 1_000_000));
                node.files.put("f", OTHER);
                peer.reset();
                return true;
            }
            return false;
        });
        Received received = download(node.port(), new DownloadPlan(false, 1, true));
        assertTrue(received.verified());
        assertTrue(received.again() > 0 && received.again() <= 1_000_000, "again " + received.again());
        assertArrayEquals(OTHER, Files.readAllBytes(copy));
    }

    @Test
    void a_file_that_changes_between_two_questions_is_tried_again() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") && asked.incrementAndGet() == 1) {
                node.files.put("f", OTHER);
            }
            return false;
        });
        RefusedException e = assertThrows(RefusedException.class, () -> download(node.port(), DownloadPlan.PLAIN));
        assertEquals("changed", e.status().text());
        assertFalse(Files.exists(copy));
        node.files.put("f", CONTENT);
        asked.set(0);
        assertTrue(download(node.port(), new DownloadPlan(false, 1, true)).verified());
        assertArrayEquals(OTHER, Files.readAllBytes(copy));
    }

    @Test
    void a_node_that_is_busy_with_other_digests_is_asked_again() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") && asked.incrementAndGet() <= 2) {
                peer.send("ERR busy\n");
                return true;
            }
            return false;
        });
        assertTrue(download(node.port(), DownloadPlan.PLAIN).verified());
        assertEquals(3, asked.get());
    }

    @Test
    void a_node_without_digests_is_taken_by_size() throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("HASH") || request.startsWith("SUM")) {
                peer.send("ERR unknown command\n");
                return true;
            }
            return false;
        });
        Files.write(part, Arrays.copyOf(CONTENT, 1000));
        Received received = download(node.port(), RESUME);
        assertFalse(received.verified());
        assertTrue(received.sizeChecked());
        assertArrayEquals(CONTENT, Files.readAllBytes(copy));
        assertEquals(List.of(), node.asked("RANGE"));
    }

    @Test
    void a_directory_is_told_to_be_one() throws IOException {
        node.lying((request, peer) -> {
            peer.send("OK 0 d 1000 tag\n");
            return true;
        });
        ClientException e = assertThrows(ClientException.class, () -> download(node.port(), DownloadPlan.PLAIN));
        assertEquals(Kind.IS_DIRECTORY, e.kind());
        assertFalse(Files.exists(part));
    }

    @Test
    void another_size_than_announced_before_is_refused() throws IOException {
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD")) {
                peer.send("OK 5\nhello");
                return true;
            }
            return false;
        });
        assertEquals(
                Kind.INCOMPLETE,
                assertThrows(ClientException.class, () -> download(node.port(), DownloadPlan.PLAIN))
                        .kind());
        assertFalse(Files.exists(copy));
    }

    @Test
    void an_older_server_gives_what_it_has_unverified_and_retries_start_anew() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (StandIn older = StandIn.older(peer -> {
            if ("DOWNLOAD f".equals(peer.readLine())) {
                peer.send("OK 10\n");
                peer.send(asked.incrementAndGet() == 1 ? "hell" : "helloworld");
            }
        })) {
            Received received = download(older.port(), new DownloadPlan(true, 1, true));
            assertFalse(received.verified());
            assertTrue(received.sizeChecked());
            assertEquals(4, received.again());
        }
        assertEquals("helloworld", Files.readString(copy));
    }

    @Test
    void an_older_server_behind_an_older_proxy_serves_too() throws IOException {
        try (StandIn server = OlderPrograms.server(Map.of("f", "hello"));
                StandIn proxy = OlderPrograms.proxy(server.port())) {
            Received received = download(proxy.port(), RESUME);
            assertFalse(received.verified());
            assertEquals("hello", Files.readString(copy));
            assertThrows(RefusedException.class, () -> download(proxy.port(), "missing", DownloadPlan.PLAIN));
        }
    }

    @Test
    void a_stream_gets_every_byte_once_or_fails() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("INFO") && asked.incrementAndGet() == 1) {
                peer.reset(); // before any byte: may be repeated
                return true;
            }
            return false;
        });
        Received received = stream(out);
        assertTrue(received.verified());
        assertArrayEquals(CONTENT, out.toByteArray());

        out.reset();
        breakOnceAfter(1000);
        assertThrows(ClientException.class, () -> stream(out));
        assertArrayEquals(Arrays.copyOf(CONTENT, 1000), out.toByteArray());
    }

    @Test
    void what_is_asked_one_after_the_other_goes_over_one_connection() {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(node.port()), RemotePath.ROOT))) {
            assertEquals("f", Nodes.get(files.list(RemotePath.ROOT)).get(0).name());
            assertEquals(
                    CONTENT.length, Nodes.get(files.info(RemotePath.of("f"))).size());
            assertEquals(
                    TowpathStandIn.sha256(CONTENT),
                    Nodes.get(files.hash(RemotePath.of("f"))).sha256());
            assertEquals(1, node.accepted());
        }
    }

    private Received stream(ByteArrayOutputStream out) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(node.port()), RemotePath.ROOT))) {
            return Nodes.get(files.download(
                    RemotePath.of("f"),
                    new Destination.Stream(Channels.newChannel(out)),
                    new DownloadPlan(false, 2, true),
                    heard));
        }
    }

    private void breakOnceAfter(int bytes) {
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD") && asked.incrementAndGet() == 1) {
                peer.send("OK " + CONTENT.length + "\n");
                peer.send(Arrays.copyOf(CONTENT, bytes));
                peer.close();
                return true;
            }
            return false;
        });
    }

    private Received download(int port, DownloadPlan plan) {
        return download(port, "f", plan);
    }

    private Received download(int port, String name, DownloadPlan plan) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
            return Nodes.get(files.download(RemotePath.of(name), new LocalFile(copy), plan, heard));
        }
    }
}
