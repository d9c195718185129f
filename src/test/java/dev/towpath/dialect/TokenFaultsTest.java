package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.TokenPeer;
import io.vertx.core.Future;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the mini-FTP's listener refuses, what it gives up, and what is left when it stops. */
@Timeout(90)
class TokenFaultsTest extends TokenListenerTest {

    // --- what fails

    @Test
    void what_fails_has_an_empty_payload_where_one_is_due_and_says_why() throws Exception {
        files.with("f", new byte[1]).withDirectory("d");
        try (TokenPeer peer = connect()) {
            peer.message();
            Map<String, String> answers = new LinkedHashMap<>();
            answers.put("cd nothing", "directory not found");
            answers.put("cd f", "not a directory");
            answers.put("cd", "unknown command");
            answers.put("mkdir d", "exists");
            answers.put("mkdir /", "bad name");
            answers.put("rm ..", "bad name");
            answers.put("rm nothing", "file not found");
            answers.put("mv f", "unknown command");
            answers.put("mv f  g", "unknown command");
            answers.put("mv / g", "bad name");
            answers.put("mv nothing g", "file not found");
            answers.put("", "unknown command");
            answers.put("hello", "unknown command");
            answers.put("LIST", "unknown command");
            answers.put("rm a\nb", "bad name");
            answers.put("rm " + "x".repeat(5000), "bad name");
            for (Map.Entry<String, String> e : answers.entrySet()) {
                assertEquals("/\nERR " + e.getValue(), peer.ask(e.getKey()), e.getKey());
            }
            for (String command : List.of("dl nothing", "dl d", "info nothing")) {
                assertEquals("", peer.ask(command));
                assertEquals("/\nERR file not found", peer.text(), command);
            }
            for (String command : List.of("dl", "info", "dl ")) {
                assertEquals("", peer.ask(command));
                assertEquals("/\nERR unknown command", peer.text(), command);
            }
            assertEquals(
                    "/\nERR bad name",
                    peer.send(concat("rm ", new byte[] {(byte) 0xff}, peer.token()))
                            .text());
            assertEquals("/d", peer.ask("cd ../.././d/"), "never above the root");
        }
    }

    @Test
    void a_refused_upload_is_dropped_up_to_its_token() throws Exception {
        files.withDirectory("d").with("keep", new byte[1]);
        byte[] large = RawClient.pattern(3_000_000, 5);
        try (TokenPeer peer = connect()) {
            peer.message();
            for (String name : List.of("d", "/", "a\u0001", "")) {
                String why = name.equals("d") ? "exists" : name.isEmpty() ? "unknown command" : "bad name";
                assertEquals("/\nERR " + why, peer.upload(name, "rm keep".getBytes(StandardCharsets.US_ASCII)), name);
                assertEquals("/\nERR " + why, peer.upload(name, large), name);
                assertEquals("/\nERR " + why, peer.upload(name, new byte[0]), name);
            }
            assertEquals(
                    "/\nERR unknown command",
                    peer.send("ul" + peer.token() + "rm keep" + peer.token()).text());
            assertEquals(
                    "/\nERR exists",
                    peer.send("UL d" + peer.token() + "rm keep" + peer.token()).text());
            assertEquals(1, files.content("keep").length);
            assertEquals("/", peer.upload("f", large));
        }
    }

    @Test
    void a_broken_upload_leaves_nothing() throws Exception {
        for (boolean reset : List.of(true, false)) {
            files.broken().clear();
            try (TokenPeer peer = connect()) {
                peer.message();
                peer.send("ul f" + peer.token()).send(new byte[200_000]);
                Await.until(
                        Duration.ofSeconds(5),
                        () -> files.asked().stream().anyMatch(a -> a.contains("UPLOAD")),
                        files::asked);
                if (reset) {
                    peer.reset();
                } else {
                    peer.halfClose();
                    assertThrows(SocketException.class, peer::read);
                }
                Await.until(Duration.ofSeconds(5), () -> files.broken().size() == 1, files::broken);
            }
            assertNull(files.content("f"));
            assertGone();
        }
    }

    @Test
    void an_upload_that_stalls_is_given_up() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            peer.send("ul f" + peer.token()).send("some");
            assertThrows(SocketException.class, peer::read);
            assertEquals(1, files.broken().size());
        }
        assertGone();
        assertNull(files.content("f"));
    }

    @Test
    void a_command_of_more_than_8192_bytes_is_told_and_closed() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            assertEquals("/\nERR bad name", peer.ask("rm " + "x".repeat(8192 - 3)));
            peer.send("rm " + "x".repeat(20_000));
            assertEquals("/\nERR line too long", peer.text());
            assertTrue(peer.isClosed());
        }
        assertGone();
    }

    @Test
    void an_idle_client_and_one_that_never_ends_its_command_are_closed() throws Exception {
        try (TokenPeer idle = connect();
                TokenPeer half = connect()) {
            idle.message();
            half.message();
            half.send("cd x");
            assertEquals(-1, half.read());
            assertEquals(-1, idle.read());
        }
        assertGone();
    }

    @Test
    void a_client_that_does_not_read_is_given_up() throws Exception {
        files.with("f", new byte[30_000_000]);
        try (TokenPeer peer = connect()) {
            peer.message();
            peer.send("dl f" + peer.token());
            assertGone();
            Await.until(
                    Duration.ofSeconds(5),
                    () -> heard.stream().anyMatch(h -> h.endsWith("client stalled")),
                    () -> heard);
        }
    }

    @Test
    void a_reset_in_the_middle_of_a_download_ends_it() throws Exception {
        files.with("f", new byte[30_000_000]);
        try (TokenPeer peer = connect()) {
            peer.message();
            peer.send("dl f" + peer.token());
            peer.read();
            peer.reset();
            assertGone();
        }
        Await.until(
                Duration.ofSeconds(5),
                () -> heard.stream().anyMatch(h -> h.startsWith("DOWNLOAD") && h.endsWith("client gone")),
                () -> heard);
    }

    // --- drain

    @Test
    void a_drain_ends_idle_clients_and_lets_an_upload_end() throws Exception {
        try (TokenPeer idle = connect();
                TokenPeer busy = connect()) {
            idle.message();
            busy.message();
            busy.send("ul f" + busy.token()).send("half");
            Await.until(
                    Duration.ofSeconds(5),
                    () -> files.asked().stream().anyMatch(a -> a.contains("UPLOAD")),
                    files::asked);
            Future<Void> drained = listener.drain();
            assertEquals(-1, idle.read());
            assertEquals("/", busy.send("whole" + busy.token()).text());
            assertEquals(-1, busy.read());
            Nodes.get(drained);
            assertEquals("halfwhole", text(files.content("f")));
        }
    }

    @Test
    void what_a_drain_has_no_time_for_is_a_reset() throws Exception {
        files.with("f", new byte[30_000_000]);
        try (TokenPeer peer = connect()) {
            peer.message();
            peer.send("dl f" + peer.token());
            peer.read();
            Nodes.get(listener.close());
            assertThrows(SocketException.class, peer::message);
        }
    }

    private static byte[] concat(String before, byte[] bytes, String behind) {
        byte[] all = (before + "\0".repeat(bytes.length) + behind).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, all, before.length(), bytes.length);
        return all;
    }
}
