package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LineUploadTest {

    private static final byte[] LARGE = RawClient.pattern(3_000_000, 7);
    private static final byte[] SMALL = RawClient.pattern(1000, 8);
    private static final UploadPlan RESUME = new UploadPlan(false, true, 0, true);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final Heard heard = new Heard();
    private TowpathStandIn node;
    private TowpathClient client;
    private Path ids;
    private Path large;
    private Path small;

    @BeforeEach
    void start() throws IOException {
        node = new TowpathStandIn();
        ids = folder.resolve("state/ids");
        client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                new UploadIds(ids));
        large = Files.write(folder.resolve("large"), LARGE);
        small = Files.write(folder.resolve("small"), SMALL);
        Files.setLastModifiedTime(small, FileTime.fromMillis(1234567890123L));
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        nodes.close();
    }

    @Test
    void a_large_file_is_sent_on_leave_and_its_digest_compared() {
        Sent sent = upload(large, UploadPlan.PLAIN);
        assertTrue(sent.verified());
        assertEquals(LARGE.length, sent.bytes());
        assertEquals(0, sent.again());
        assertEquals(TowpathStandIn.sha256(LARGE), sent.sha256());
        assertArrayEquals(LARGE, node.files.get("f"));
        assertEquals(LARGE.length, heard.bytes);
        assertEquals(1, node.asked.size()); // and nobody had to ask what had become of it
        String asked = node.asked("UPLOAD").get(0);
        assertTrue(asked.matches("WITH wait;id=[0-9a-f]{32};sha256=[0-9a-f]{64};mtime=[0-9]+ UPLOAD 3000000 f"), asked);
    }

    @Test
    void a_small_file_goes_right_behind_its_request() {
        assertTrue(upload(small, UploadPlan.PLAIN).verified());
        assertArrayEquals(SMALL, node.files.get("f"));
        assertEquals(
                List.of("WITH body=1000;sha256=" + TowpathStandIn.sha256(SMALL) + ";mtime=1234567890123 UPLOAD 1000 f"),
                node.asked);
    }

    @Test
    void an_empty_file_is_stored() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        assertTrue(upload(empty, UploadPlan.PLAIN).verified());
        assertEquals(0, node.files.get("f").length);
        assertEquals(1, node.asked.size());
    }

    @Test
    void no_byte_goes_behind_a_request_to_a_node_that_would_take_it_for_commands() {
        node.withOptions("wait if id sha256 force mtime");
        assertTrue(upload(small, new UploadPlan(false, false, 0, false)).verified());
        assertArrayEquals(SMALL, node.files.get("f"));
        assertFalse(node.asked("UPLOAD").get(0).contains("body="));
        assertFalse(node.asked("UPLOAD").get(0).contains("mtime="));
    }

    @Test
    void an_older_server_is_not_even_asked() throws IOException {
        AtomicInteger lines = new AtomicInteger();
        try (StandIn older = StandIn.older(peer -> {
            peer.readLine();
            lines.incrementAndGet();
        })) {
            RefusedException e =
                    assertThrows(RefusedException.class, () -> upload(older.port(), small, UploadPlan.PLAIN));
            assertEquals("unknown command", e.status().text());
        }
        assertEquals(0, lines.get());
        try (StandIn server = OlderPrograms.server(Map.of());
                StandIn proxy = OlderPrograms.proxy(server.port())) {
            assertThrows(RefusedException.class, () -> upload(proxy.port(), small, UploadPlan.PLAIN));
        }
    }

    @Test
    void what_exists_is_replaced_only_by_leave() {
        for (Path file : List.of(small, large)) {
            node.with("f", TowpathStandIn.bytes("old"));
            RefusedException e = assertThrows(RefusedException.class, () -> upload(file, UploadPlan.PLAIN));
            assertEquals("exists", e.status().text());
            assertArrayEquals(TowpathStandIn.bytes("old"), node.files.get("f"));
            upload(file, new UploadPlan(true, false, 0, true));
            assertEquals(file == small ? SMALL.length : LARGE.length, node.files.get("f").length);
        }
    }

    @Test
    void a_break_is_continued_where_the_node_says() {
        AtomicInteger asked = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD") && asked.incrementAndGet() == 1) {
                node.keepPart(idIn(0), peer, 1_000_000, LARGE.length);
                peer.reset();
                return true;
            }
            return false;
        });
        Sent sent = upload(large, new UploadPlan(false, false, 1, true));
        assertArrayEquals(LARGE, node.files.get("f"));
        assertTrue(sent.verified());
        assertEquals(idIn(0), idIn(1));
        assertTrue(heard.heard("trying again"), heard.notes.toString());
        assertTrue(sent.again() > 0, "what was on its way when the connection broke: " + sent.again());
    }

    @Test
    void an_answer_that_got_lost_is_asked_for_and_nothing_is_sent_twice() {
        for (Path file : List.of(small, large)) {
            node.files.clear();
            node.asked.clear();
            node.lying((request, peer) -> {
                if (request.startsWith("UPLOAD")) {
                    node.storeSilently(node.asked.get(node.asked.size() - 1), peer);
                    peer.close();
                    return true;
                }
                return false;
            });
            Sent sent = upload(file, UploadPlan.PLAIN);
            assertTrue(sent.verified());
            assertEquals(0, sent.again());
            assertEquals(1, node.asked("UPLOAD").size());
        }
    }

    @Test
    void an_answer_that_got_lost_with_the_file_is_no_success() {
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.read(SMALL.length);
                peer.close();
                return true;
            }
            return false;
        });
        assertEquals(Kind.INCOMPLETE, kind(small, UploadPlan.PLAIN));
        node.lying(onceThen((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.read(SMALL.length);
                peer.close();
                return true;
            }
            return false;
        }));
        Sent sent = upload(small, new UploadPlan(false, false, 1, true));
        assertEquals(SMALL.length, sent.again());
        assertArrayEquals(SMALL, node.files.get("f"));
    }

    @Test
    void what_exists_at_a_retry_may_be_the_earlier_attempt() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger infos = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD") && asked.incrementAndGet() == 1) {
                node.storeSilently(node.asked.get(node.asked.size() - 1), peer);
                peer.close();
                return true;
            }
            if (request.startsWith("INFO") && infos.incrementAndGet() == 1) {
                peer.send("ERR file not found\n"); // the node is still at it
                return true;
            }
            return false;
        });
        Sent sent = upload(large, new UploadPlan(false, false, 1, true));
        assertTrue(sent.verified());
        assertEquals(2, node.asked("UPLOAD").size());
    }

    @Test
    void what_exists_when_an_upload_is_resumed_may_be_that_upload() {
        node.with("f", LARGE);
        assertEquals(0, upload(large, RESUME).again());
        node.with("f", RawClient.pattern(LARGE.length, 1));
        assertThrows(RefusedException.class, () -> upload(large, RESUME));
    }

    @Test
    void another_digest_in_the_nodes_last_word_is_no_success() {
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.read(SMALL.length);
                peer.send("OK 1000 sha256 " + TowpathStandIn.sha256(LARGE) + "\n");
                return true;
            }
            return false;
        });
        assertEquals(Kind.CHECKSUM_MISMATCH, kind(small, UploadPlan.PLAIN));
    }

    @Test
    void a_refusal_in_the_midst_of_the_content_is_told_as_it_is() {
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.send("GO 0 3000000\n");
                peer.read(100_000);
                peer.send("ERR no space\n");
                peer.awaitEnd();
                return true;
            }
            return false;
        });
        RefusedException e = assertThrows(RefusedException.class, () -> upload(large, UploadPlan.PLAIN));
        assertEquals("no space", e.status().text());
    }

    @Test
    void leave_for_more_than_there_is_is_a_bad_answer() {
        for (String go : List.of("GO 3000001 0\n", "GO 0 3000001\n", "GO 5 -\n", "OK\n", "OK 5\nhello")) {
            node.lying((request, peer) -> {
                if (request.startsWith("UPLOAD")) {
                    peer.send(go);
                    return true;
                }
                return false;
            });
            assertEquals(Kind.OTHER, kind(large, UploadPlan.PLAIN), go);
        }
    }

    @Test
    void a_later_run_continues_an_upload_under_its_id() throws IOException {
        node.lying(onceThen((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                node.keepPart(idIn(0), peer, 1_000_000, LARGE.length);
                peer.reset();
                return true;
            }
            return false;
        }));
        assertEquals(Kind.INCOMPLETE, kind(large, RESUME));
        try (Stream<Path> kept = Files.list(ids)) {
            Path file = kept.toList().get(0);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(ids)));
        }
        Sent sent = upload(large, RESUME);
        assertEquals(idIn(0), idIn(1));
        assertEquals(0, sent.again());
        assertTrue(heard.heard("continuing at byte 1000000"), heard.notes.toString());
        assertArrayEquals(LARGE, node.files.get("f"));
        try (Stream<Path> kept = Files.list(ids)) {
            assertEquals(0, kept.count());
        }
    }

    @Test
    void a_part_that_is_of_another_content_is_sent_anew() throws IOException {
        FileTime time = Files.getLastModifiedTime(large);
        node.lying(onceThen((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                node.keepPart(idIn(0), peer, 1_000_000, LARGE.length);
                peer.reset();
                return true;
            }
            return false;
        }));
        assertEquals(Kind.INCOMPLETE, kind(large, RESUME));
        byte[] other = RawClient.pattern(LARGE.length, 9);
        Files.write(large, other);
        Files.setLastModifiedTime(large, time); // so that it looks like the same file
        assertTrue(upload(large, RESUME).verified());
        assertArrayEquals(other, node.files.get("f"));
        assertEquals(idIn(0), idIn(1));
        assertNotEquals(idIn(1), idIn(2));
        assertTrue(heard.heard("starting anew"), heard.notes.toString());
    }

    @Test
    void a_file_that_changes_while_it_is_sent_is_told_so_and_not_stored() {
        byte[] more = new byte[] {1};
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                Files.write(large, more, StandardOpenOption.APPEND);
            }
            return false;
        });
        ClientException e = assertThrows(ClientException.class, () -> upload(large, UploadPlan.PLAIN));
        assertTrue(e.getMessage().contains("changed"), e.getMessage());
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                Files.write(large, more);
            }
            return false;
        });
        e = assertThrows(ClientException.class, () -> upload(large, UploadPlan.PLAIN));
        assertTrue(e.getMessage().contains("changed"), e.getMessage());
        assertEquals(Map.of(), node.files);
    }

    @Test
    void a_stream_goes_in_chunks_and_its_digest_is_compared() {
        Sent sent = stream(LARGE, UploadPlan.PLAIN);
        assertTrue(sent.verified());
        assertEquals(LARGE.length, sent.bytes());
        assertArrayEquals(LARGE, node.files.get("f"));
        assertEquals(List.of("WITH wait UPLOAD - f"), node.asked("UPLOAD"));
        stream(new byte[0], new UploadPlan(true, false, 0, true));
        assertEquals(0, node.files.get("f").length);
    }

    @Test
    void a_stream_is_not_sent_twice() {
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.send("GO 0 -\n");
                peer.read(1000);
                peer.reset();
                return true;
            }
            return false;
        });
        assertThrows(ClientException.class, () -> stream(LARGE, new UploadPlan(false, false, 5, true)));
        assertEquals(1, node.asked("UPLOAD").size());
        assertEquals(Map.of(), node.files);
    }

    @Test
    void what_is_no_file_here_is_told_so() throws IOException {
        assertTrue(assertThrows(ClientException.class, () -> upload(folder.resolve("none"), UploadPlan.PLAIN))
                .getMessage()
                .contains("no such file"));
        assertTrue(assertThrows(ClientException.class, () -> upload(folder, UploadPlan.PLAIN))
                .getMessage()
                .contains("is a folder"));
        assertEquals(0, node.accepted());
    }

    @Test
    void a_connection_closed_while_it_rested_does_no_harm() throws Exception {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(node.port()), RemotePath.ROOT))) {
            node.lying((request, peer) -> {
                if (request.startsWith("LS")) {
                    peer.send("OK LINES\nEND\n");
                    peer.close();
                    return true;
                }
                return false;
            });
            for (Path file : List.of(small, large)) {
                Nodes.get(files.list(RemotePath.ROOT));
                Nodes.get(files.upload(
                        new Source.LocalFile(file), RemotePath.of(file == small ? "s" : "l"), UploadPlan.PLAIN, heard));
            }
        }
        assertArrayEquals(SMALL, node.files.get("s"));
        assertArrayEquals(LARGE, node.files.get("l"));
    }

    private static TowpathStandIn.Lie onceThen(TowpathStandIn.Lie lie) {
        AtomicInteger told = new AtomicInteger();
        return (request, peer) -> told.get() == 0 && lie.answered(request, peer) && told.incrementAndGet() > 0;
    }

    private String idIn(int upload) {
        Matcher id = Pattern.compile("id=([0-9a-f]{32})")
                .matcher(node.asked("UPLOAD").get(upload));
        assertTrue(id.find());
        return id.group(1);
    }

    private Kind kind(Path file, UploadPlan plan) {
        return assertThrows(ClientException.class, () -> upload(file, plan)).kind();
    }

    private Sent upload(Path file, UploadPlan plan) {
        return upload(node.port(), file, plan);
    }

    private Sent upload(int port, Path file, UploadPlan plan) {
        return upload(port, new Source.LocalFile(file), plan);
    }

    private Sent stream(byte[] content, UploadPlan plan) {
        Source source = new Source.Stream(Channels.newChannel(new ByteArrayInputStream(content)));
        return upload(node.port(), source, plan);
    }

    private Sent upload(int port, Source source, UploadPlan plan) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
            return Nodes.get(files.upload(source, RemotePath.of("f"), plan, heard));
        }
    }
}
