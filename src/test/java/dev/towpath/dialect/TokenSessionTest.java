package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import dev.towpath.testing.TokenPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The mini-FTP's listener over raw sockets, with the clients of the field as they read. */
@Timeout(90)
class TokenSessionTest extends TokenListenerTest {

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

    private void flush() throws IOException {
        try (TokenPeer other = connect()) {
            assertEquals(10, other.token().length());
        }
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

    private static void skipTo(RawClient client, String token) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(token) < 0) {
            seen.append(text(client.read(1)));
        }
    }
}
