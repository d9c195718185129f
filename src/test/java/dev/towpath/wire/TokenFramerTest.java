package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenFramerTest {

    private static final Token TOKEN = new Token("<abcdefgh>");

    @Test
    void the_token_is_found_wherever_the_stream_is_cut() {
        for (String content : List.of(
                "",
                "x",
                "<",
                "<abcdefgh",
                "<abcdefgh<abcdefgh",
                "<<<abc<abcdefghx>",
                "abcdefgh>",
                "<abcdefg>",
                "one<abcdefgh two<abc")) {
            String stream = content + TOKEN.text() + "next" + TOKEN.text();
            for (int first = 0; first <= stream.length(); first++) {
                for (int second = first; second <= stream.length(); second++) {
                    assertEquals(
                            List.of(content, "next"),
                            messages(
                                    stream.substring(0, first),
                                    stream.substring(first, second),
                                    stream.substring(second)),
                            stream + " cut at " + first + " and " + second);
                }
            }
            assertEquals(List.of(content, "next"), messages(stream.split("(?<=.)")));
        }
    }

    @Test
    void no_more_is_held_back_than_may_become_the_token() {
        TokenFramer framer = new TokenFramer(TOKEN);
        StringBuilder content = new StringBuilder();
        assertFalse(framer.read(bytes("abc<abcdefgh"), piece -> take(piece, content)));
        assertEquals("abc", content.toString());
        assertTrue(framer.inToken());
        assertFalse(framer.read(bytes("x"), piece -> take(piece, content)));
        assertEquals("abc<abcdefghx", content.toString());
        assertFalse(framer.inToken());
    }

    @Test
    void tokens_are_of_their_form_and_differ() {
        Random random = new Random(1);
        assertTrue(Token.random(random).text().matches("<[A-Za-z0-9]{8}>"));
        assertFalse(Token.random(random).equals(Token.random(random)));
        assertEquals(TOKEN, Token.of(TOKEN.text()).orElseThrow());
        for (String other : List.of("", "<abcdefg>", "<abcdefghi>", "<abcdefg!>", "[abcdefgh]", "<abcdefgh>x")) {
            assertTrue(Token.of(other).isEmpty(), other);
        }
    }

    /** The whole messages in a stream that comes in these segments. */
    private static List<String> messages(String... segments) {
        TokenFramer framer = new TokenFramer(TOKEN);
        List<String> messages = new ArrayList<>();
        StringBuilder content = new StringBuilder();
        for (String segment : segments) {
            ByteBuf in = bytes(segment);
            while (in.isReadable()) {
                if (framer.read(in, piece -> take(piece, content))) {
                    messages.add(content.toString());
                    content.setLength(0);
                }
            }
        }
        return messages;
    }

    private static void take(ByteBuf piece, StringBuilder to) {
        to.append(piece.toString(StandardCharsets.ISO_8859_1));
        piece.release();
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
