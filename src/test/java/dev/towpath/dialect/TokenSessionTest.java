package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.net.Admission;
import dev.towpath.net.Caller;
import dev.towpath.net.Listener;
import dev.towpath.net.TransferListener;
import dev.towpath.splice.Pipes;
import dev.towpath.testing.Await;
import dev.towpath.testing.MemoryFiles;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.TokenPeer;
import dev.towpath.wire.Call;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mini-FTP's listener over raw sockets, with the clients of the field as they read. */
@Timeout(90)
class TokenSessionTest {

    private final Nodes nodes = new Nodes(Map.of(
            "stall-timeout",
            "1s",
            "idle-timeout",
            "2s",
            "line-timeout",
            "1s",
            "linger-timeout",
            "300ms",
            "drain-timeout",
            "3s"));
    private final MemoryFiles files = new MemoryFiles();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private Listener listener;

    @BeforeEach
    void start() {
        listener = listen();
    }

    private Listener listen() {
        TransferListener log = new TransferListener() {
            @Override
            public Transfer started(Caller caller, Call call) {
                return (bytes, outcome) -> heard.add(call.request().verb() + ' ' + bytes + ' ' + outcome);
            }
        };
        return Nodes.get(Listener.bind(
                nodes.vertx(),
                "127.0.0.1",
                0,
                new TokenDialect(files, nodes.limits(), List.of(log)),
                nodes.limits(),
                new Admission(nodes.limits()),
                Pipes.NONE));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    // --- the start

    @Test
    void the_token_stands_alone_and_the_welcome_names_directories_before_files() throws Exception {
        files.with("b", new byte[1]).with("a b", new byte[1]).withDirectory("z").withDirectory("d");
        try (TokenPeer peer = connect()) {
            assertTrue(peer.token().matches("<[A-Za-z0-9]{8}>"), peer.token());
            assertEquals("Current Directory: /:\n|\n-- d\n-- z\n-- a b\n-- b", peer.text());
            try (TokenPeer other = connect()) {
                assertNotEquals(peer.token(), other.token());
            }
        }
    }

    @Test
    void an_empty_root_has_no_names() throws Exception {
        try (TokenPeer peer = connect()) {
            assertEquals("Current Directory: /:\n|", peer.text());
        }
    }

    // --- a whole session

    @Test
    void a_whole_session() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            byte[] content = tricky(peer.token());
            assertEquals("/", peer.ask("mkdir docs"));
            assertEquals("/docs", peer.ask("cd docs"));
            assertEquals("/docs", peer.upload("big one", content));
            assertTrue(RawClient.same(content, files.content("docs/big one")));
            assertEquals("700001", peer.ask("info big one"));
            assertEquals("/docs", peer.text());
            assertTrue(RawClient.same(
                    content, peer.send("dl big one" + peer.token()).message()));
            assertEquals("/docs", peer.text());
            assertEquals("/docs\nERR unknown command", peer.ask("mv big one x"), "two spaces");
            assertEquals("/docs", peer.upload("big", content));
            assertEquals("/docs", peer.ask("mv big .."));
            assertEquals("/docs", peer.ask("mv /big new"));
            assertEquals("/", peer.ask("cd .."));
            assertEquals("/", peer.ask("rm docs/new"));
            assertEquals("/\nERR directory not empty", peer.ask("rm docs"));
            assertEquals("/", peer.ask("rm /docs/big one"));
            assertEquals("/", peer.ask("rm docs"));
            assertEquals(-1, peer.send("exit" + peer.token()).read());
        }
        assertTrue(heard.contains("UPLOAD 700001 complete"), heard::toString);
        assertTrue(heard.contains("DOWNLOAD 700001 complete"), heard::toString);
        assertTrue(heard.contains("RM 0 refused (directory not empty)"), heard::toString);
        assertTrue(
                files.asked().contains("WITH !force;wait UPLOAD - docs/big one"),
                () -> files.asked().toString());
    }

    @Test
    void commands_and_contents_may_come_in_one_segment() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            String t = peer.token();
            peer.send("mkdir d" + t + "cd d" + t + "ul f" + t + "rm f" + t + "info f" + t + "dl f" + t + "cd .." + t);
            for (String expected : List.of("/", "/d", "/d", "4", "/d", "rm f", "/d", "/")) {
                assertEquals(expected, peer.text());
            }
            assertEquals("rm f", text(files.content("d/f")));
        }
    }

    @Test
    void the_token_may_be_cut_at_every_byte() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            byte[] content = (peer.token().substring(0, 9) + "x" + peer.token().substring(0, 5))
                    .getBytes(StandardCharsets.US_ASCII);
            byte[] all = peer.uploading("f", content);
            for (int cut = 1; cut < all.length; cut++) {
                peer.send(Arrays.copyOf(all, cut));
                // what came so far is looked at by itself: another connection's answer shows that the loop has turned
                flush();
                peer.send(Arrays.copyOfRange(all, cut, all.length));
                assertEquals("/", peer.text(), "cut at " + cut);
                assertArrayEquals(content, files.content("f"), "cut at " + cut);
            }
        }
    }

    @Test
    void everything_may_come_a_byte_at_a_time() throws Exception {
        try (TokenPeer peer = connect()) {
            peer.message();
            byte[] content = RawClient.pattern(3000, 1);
            for (byte b : peer.uploading("f", content)) {
                peer.send(new byte[] {b});
            }
            assertEquals("/", peer.text());
            assertArrayEquals(content, files.content("f"));
        }
    }

    // --- lengths of messages

    @Test
    void messages_of_every_length_around_one_read_come_whole() throws Exception {
        for (int length = 1000; length <= 1040; length++) {
            files.with("f" + length, RawClient.pattern(length, length));
        }
        try (TokenPeer peer = connect()) {
            peer.message();
            for (int length = 1000; length <= 1040; length++) {
                byte[] got = peer.send("dl f" + length + peer.token()).message();
                assertArrayEquals(RawClient.pattern(length, length), got, "length " + length);
                assertEquals("/", peer.text());
            }
        }
    }

    /** What the kernel took is not yet with the client: only when it is there may the token follow. */
    @Test
    void a_slow_client_gets_the_token_apart_from_the_content() throws Exception {
        int length = 1024 * 600 - 5; // glued to it, the token would be cut
        files.with("f", RawClient.pattern(length, 4));
        try (TokenPeer peer = new TokenPeer(listener.port(), 4096, 500)) {
            peer.message();
            assertTrue(RawClient.same(
                    RawClient.pattern(length, 4),
                    peer.send("dl f" + peer.token()).message()));
            assertEquals("/", peer.text());
        }
    }

    @Test
    void what_fits_one_read_comes_in_one_write() throws Exception {
        files.with("fits", new byte[1014]).with("not", new byte[1015]);
        try (RawClient client = new RawClient(listener.port())) {
            String token = text(client.read(10));
            skipTo(client, token);
            client.send("dl fits" + token);
            assertEquals(1014 + 10, client.readOnce().length);
            skipTo(client, token);
            client.send("dl not" + token);
            assertEquals(1015, client.readOnce().length);
            assertEquals(token, text(client.readOnce()));
        }
    }

    @Test
    void an_empty_file_is_an_empty_message() throws Exception {
        files.with("f", new byte[0]);
        try (TokenPeer peer = connect()) {
            peer.message();
            assertEquals("", peer.ask("dl f"));
            assertEquals("/", peer.text());
            assertEquals("0", peer.ask("info f"));
            assertEquals("/", peer.text());
            assertEquals("/", peer.upload("g", new byte[0]));
            assertEquals(0, files.content("g").length);
        }
    }

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

    @Test
    void a_client_that_has_sent_its_end_gets_its_answers() throws Exception {
        files.with("f", RawClient.pattern(5000, 3));
        try (TokenPeer peer = connect()) {
            peer.message();
            peer.send("dl f" + peer.token() + "info f" + peer.token() + "half").halfClose();
            assertEquals(5000, peer.message().length);
            assertEquals("/", peer.text());
            assertEquals("5000", peer.text());
            assertEquals("/", peer.text());
            assertEquals(-1, peer.read());
        }
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

    private TokenPeer connect() throws IOException {
        return new TokenPeer(listener.port());
    }

    private void flush() throws IOException {
        try (TokenPeer other = connect()) {
            assertEquals(10, other.token().length());
        }
    }

    private void assertGone() throws Exception {
        Await.until(Duration.ofSeconds(8), () -> listener.connections() == 0, listener::connections);
    }

    /** Random bytes that hold all but the last byte of the token many times, also twice in a row and at the very end. */
    static byte[] tricky(String token) {
        byte[] content = RawClient.pattern(700_001, 7);
        byte[] most = token.substring(0, 9).getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at < content.length - 1100; at += 1013) {
            System.arraycopy(most, 0, content, at, 9);
            System.arraycopy(most, 0, content, at + 9, 9);
            content[at + 18] = 'x'; // by chance it would be the last one
        }
        System.arraycopy(most, 0, content, content.length - 9, 9);
        return content;
    }

    private static byte[] concat(String before, byte[] bytes, String behind) {
        byte[] all = (before + "\0".repeat(bytes.length) + behind).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, all, before.length(), bytes.length);
        return all;
    }

    private static void skipTo(RawClient client, String token) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(token) < 0) {
            seen.append(text(client.read(1)));
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
