package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFramerTest {

    private static final String STREAM = "LIST\nDOWNLOAD a b\r\n\n\r\nü\nx\ry\n\r\r\nlast\n";
    private static final List<String> LINES = List.of("LIST", "DOWNLOAD a b", "", "", "ü", "x\ry", "\r", "last");

    @Test
    void lines_are_found_in_one_piece() {
        assertEquals(LINES, lines(new LineFramer(), STREAM.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void lines_are_found_byte_by_byte() {
        byte[] stream = STREAM.getBytes(StandardCharsets.UTF_8);
        LineFramer framer = new LineFramer();
        List<String> found = new ArrayList<>();
        for (byte b : stream) {
            found.addAll(lines(framer, new byte[] {b}));
        }
        assertEquals(LINES, found);
    }

    @Test
    void lines_are_found_wherever_the_stream_is_cut() {
        byte[] stream = STREAM.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            LineFramer framer = new LineFramer();
            List<String> found = lines(framer, Arrays.copyOfRange(stream, 0, cut));
            found.addAll(lines(framer, Arrays.copyOfRange(stream, cut, stream.length)));
            assertEquals(LINES, found, "cut at " + cut);
        }
    }

    /** Bytes that differ from LF and CR by a bit stand beside them, at all places. */
    @Test
    void only_an_lf_ends_a_line() {
        byte[] alphabet = {'\n', '\r', 0x0b, 0x0a - 1, (byte) 0x8a, 0x1a, 0, -1, 'x', 'y', 'z', ' '};
        Random random = new Random(1);
        for (int turn = 0; turn < 20_000; turn++) {
            byte[] stream = new byte[random.nextInt(40)];
            int kinds = 2 + random.nextInt(alphabet.length - 1);
            for (int i = 0; i < stream.length; i++) {
                stream[i] = alphabet[alphabet.length - 1 - random.nextInt(kinds)];
            }
            List<byte[]> expected = new ArrayList<>();
            int begin = 0;
            for (int i = 0; i < stream.length; i++) {
                if (stream[i] == '\n') {
                    int end = i > begin && stream[i - 1] == '\r' ? i - 1 : i;
                    expected.add(Arrays.copyOfRange(stream, begin, end));
                    begin = i + 1;
                }
            }
            int before = random.nextInt(9);
            ByteBuf in =
                    Unpooled.directBuffer().writeZero(before).writeBytes(stream).skipBytes(before);
            LineFramer framer = new LineFramer();
            for (byte[] line : expected) {
                assertArrayEquals(line, framer.next(in));
            }
            assertNull(framer.next(in));
            assertEquals(begin < stream.length, framer.inLine());
            in.release();
        }
    }

    @Test
    void what_follows_the_line_is_left_unread() {
        ByteBuf in = Unpooled.copiedBuffer("OK 5\nhello", StandardCharsets.UTF_8);
        assertEquals("OK 5", text(new LineFramer().next(in)));
        assertEquals("hello", in.toString(StandardCharsets.UTF_8));
    }

    @Test
    void the_longest_line_has_8192_bytes_with_its_lf() {
        assertEquals(
                List.of("x".repeat(8191)),
                lines(new LineFramer(), ("x".repeat(8191) + "\n").getBytes(StandardCharsets.UTF_8)));
        byte[] longer = ("x".repeat(8192) + "\n").getBytes(StandardCharsets.UTF_8);
        assertThrows(LineTooLongException.class, () -> lines(new LineFramer(), longer));
    }

    @Test
    void a_line_without_an_end_is_given_up_as_soon_as_it_cannot_fit() {
        LineFramer framer = new LineFramer();
        assertNull(framer.next(Unpooled.wrappedBuffer(new byte[8191])));
        assertThrows(LineTooLongException.class, () -> framer.next(Unpooled.wrappedBuffer(new byte[1])));
    }

    @Test
    void it_knows_whether_a_line_has_begun() {
        LineFramer framer = new LineFramer();
        assertFalse(framer.inLine());
        framer.next(Unpooled.copiedBuffer("LI", StandardCharsets.UTF_8));
        assertTrue(framer.inLine());
        framer.next(Unpooled.copiedBuffer("ST\n", StandardCharsets.UTF_8));
        assertFalse(framer.inLine());
    }

    private static List<String> lines(LineFramer framer, byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        List<String> lines = new ArrayList<>();
        for (byte[] line = framer.next(in); line != null; line = framer.next(in)) {
            lines.add(text(line));
        }
        assertFalse(in.isReadable());
        return lines;
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
