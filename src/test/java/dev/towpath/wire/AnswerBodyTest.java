package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerBodyTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void most_first_lines_are_all_there_is() {
        assertNull(AnswerBody.after(new Status.Err("x"), true));
        assertNull(AnswerBody.after(new Status.Ok(), false));
        assertNull(AnswerBody.after(new Status.Sized(0), false));
        assertNull(AnswerBody.after(new Status.Facts(5, "f"), false));
    }

    @Test
    void interim_lines_that_nobody_asked_for_are_a_bad_answer() {
        assertThrows(BadAnswerException.class, () -> AnswerBody.after(new Status.Wait(), false));
        assertThrows(BadAnswerException.class, () -> AnswerBody.after(new Status.Go(0, 1), false));
    }

    @Test
    void a_counted_body_ends_with_its_last_byte() {
        check(new Status.Sized(5), false, "hello", "hello");
    }

    @Test
    void a_listing_ends_with_END_and_loses_what_is_no_name() {
        check(new Status.Ok(), true, "a\n\nb c\r\n\u001b[2J\nENDE\n./END\nEND\n", "a\nb c\nENDE\n./END\nEND\n");
        check(new Status.Lines(), false, "f 1 2 a\nEND\n", "f 1 2 a\nEND\n");
    }

    @Test
    void chunks_end_with_their_verdict() {
        String chunks = "3\nabc2\nde0\nOK sha256 " + DIGEST + "\n";
        check(new Status.Chunks(), false, chunks, chunks);
        check(new Status.Chunks(), false, "0\nERR no space\n", "0\nERR no space\n");
    }

    @ParameterizedTest
    @CsvSource({"x", "-1", "01", "0\\nOK", "0\\nOK 5", "0\\nOK sha256 12", "1\\nax\\n"})
    void chunks_that_break_their_form_are_a_bad_answer(String text) {
        AnswerBody body = AnswerBody.after(new Status.Chunks(), false);
        ByteBuf in = bytes(text.replace("\\n", "\n") + "\n");
        assertThrows(BadAnswerException.class, () -> {
            while (in.isReadable()) {
                body.take(in).release();
            }
        });
    }

    @Test
    void a_name_without_an_end_is_a_bad_answer() {
        AnswerBody body = AnswerBody.after(new Status.Ok(), true);
        assertThrows(BadAnswerException.class, () -> body.take(Unpooled.wrappedBuffer(new byte[9000])));
    }

    @Test
    void names_that_are_not_utf_8_are_dropped() {
        AnswerBody body = AnswerBody.after(new Status.Ok(), true);
        ByteBuf in = Unpooled.wrappedBuffer(new byte[] {'a', '\n', (byte) 0xff, '\n', 'E', 'N', 'D', '\n'});
        assertEquals("a\nEND\n", body.take(in).toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "OK 5, hello, 5",
        "OK 5, hello and more, 5",
        "OK 5, hell, 0",
        "OK LINES, 'f 1 2 a|END|', 12",
        "OK LINES, 'END|', 4",
        "OK LINES, 'ENDE|END|', 9",
        "OK LINES, 'f 1 2 a|END|OK 3|END|', 12",
        "OK LINES, 'f 1 2 a|xEND|', 0",
        "OK LINES, 'ND|', 0",
        "OK LINES, '', 0",
        "OK LINES, 'END', 0",
        "OK LINES, 'a||END|', 0",
        "OK LINES, 'a\r|END|', 0",
        "OK LINES, 'a\t|END|', 0",
        "OK LINES, '\u00fc|END|', 0",
        "OK CHUNKS, '0|ERR no space|', 0",
    })
    void what_is_here_is_taken_whole_if_it_surely_goes_on_as_it_came(String line, String text, int taken) {
        AnswerBody body = AnswerBody.after(ResponseCodec.parse(line.getBytes(StandardCharsets.UTF_8)), false);
        assertNotNull(body);
        ByteBuf in = bytes(text.replace('|', '\n'));
        int before = in.readableBytes();

        assertEquals(taken, body.takeWhole(in));

        assertEquals(taken, before - in.readableBytes());
        assertEquals(taken > 0, body.isComplete());
    }

    @Test
    void a_listing_that_is_odd_in_places_loses_only_what_is_odd() {
        String long_ = "n".repeat(1500);
        check(
                new Status.Ok(),
                true,
                "a\n\nb\u007f\nc\r\n" + long_ + "\n\u00fc\nENDE\nd\n\r\ne\nEND\n",
                "a\nc\n" + long_ + "\n\u00fc\nENDE\nd\ne\nEND\n");
    }

    /** Feeds the text whole, byte by byte and cut at each point, with the start of another answer behind it. */
    private static void check(Status status, boolean toList, String text, String expected) {
        byte[] wire = (text + "OK 3\n").getBytes(StandardCharsets.UTF_8);
        int end = wire.length - 5;
        for (int cut = 0; cut <= wire.length; cut++) {
            check(status, toList, expected, end, bytes(wire, 0, cut), bytes(wire, cut, wire.length));
        }
        ByteBuf[] single = new ByteBuf[wire.length];
        for (int i = 0; i < wire.length; i++) {
            single[i] = bytes(wire, i, i + 1);
        }
        check(status, toList, expected, end, single);
    }

    private static void check(Status status, boolean toList, String expected, int end, ByteBuf... pieces) {
        AnswerBody body = AnswerBody.after(status, toList);
        assertNotNull(body);
        int whole = AnswerBody.after(status, toList).takeWhole(pieces[0].duplicate());
        if (whole > 0) {
            assertEquals(expected, pieces[0].toString(0, whole, StandardCharsets.UTF_8));
        }
        ByteBuf out = Unpooled.buffer();
        int fed = 0;
        for (ByteBuf piece : pieces) {
            int size = piece.readableBytes();
            while (piece.isReadable() && !body.isComplete()) {
                out.writeBytes(body.take(piece));
            }
            fed += size - piece.readableBytes();
            assertEquals(body.isComplete(), fed >= end, "complete after " + fed);
        }
        assertTrue(body.isComplete());
        assertEquals(end, fed);
        assertEquals(expected, out.toString(StandardCharsets.UTF_8));
        assertFalse(out.isReadable() && out.refCnt() == 0);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static ByteBuf bytes(byte[] wire, int from, int to) {
        return Unpooled.copiedBuffer(wire, from, to - from);
    }
}
