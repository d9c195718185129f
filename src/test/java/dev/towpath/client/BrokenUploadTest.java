package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads whose connection or answer is lost: they are asked for, continued or sent anew, and never told as done when they are not. */
@Timeout(60)
class BrokenUploadTest extends UploadingClientTest {

    private static final UploadPlan RESUME = new UploadPlan(false, true, 0, true);

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
    void a_later_run_continues_an_upload_under_its_id() throws IOException {
        breakAt(1_000_000);
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
        breakAt(1_000_000);
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

    /** The first upload breaks when so much of it has come, which the node keeps. */
    private void breakAt(int bytes) {
        node.lying(onceThen((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                node.keepPart(idIn(0), peer, bytes, LARGE.length);
                peer.reset();
                return true;
            }
            return false;
        }));
        assertEquals(Kind.INCOMPLETE, kind(large, RESUME));
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
}
