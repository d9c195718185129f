package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.StandIn;
import dev.towpath.testing.TowpathStandIn;
import dev.towpath.wire.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uploads over the line protocol: what is asked, what is sent, and what refusals and streams come to. */
@Timeout(60)
class LineUploadTest extends UploadingClientTest {

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

    private Sent stream(byte[] content, UploadPlan plan) {
        Source source = new Source.Stream(Channels.newChannel(new ByteArrayInputStream(content)));
        return upload(node.port(), source, plan);
    }
}
