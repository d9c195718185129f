package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.name.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line that is made of bytes is the line that would be made of texts. */
class LineBuilderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "sixteen letters.",
                "seventeen letters",
                "gr\u00fcn",
                "\u65e5\u672c\u8a9e",
                "\u0101\u0102",
                "\ud83d\ude00",
                "broken \ud83d",
                "\t\u007f\u0085",
                "a long text that is all of plain letters until here: \u00e9"
            })
    void a_text_is_what_the_library_makes_of_it(String text) {
        assertArrayEquals(
                ("<" + text + ">").getBytes(StandardCharsets.UTF_8),
                new LineBuilder(1).append('<').append(text).append('>').toBytes());
        assertArrayEquals(
                ("<" + Printable.escape(text) + ">").getBytes(StandardCharsets.UTF_8),
                new LineBuilder(1).append('<').appendEscaped(text).append('>').toBytes());
    }

    @Test
    void nothing_can_end_a_line_or_fool_a_terminal() {
        assertEquals(
                "a\\u000ab\\u001b[2J \\u202e",
                new LineBuilder(4).appendEscaped("a\nb\u001b[2J \u202e").toString());
    }

    @Test
    void bytes_of_any_number_stand_where_they_belong_and_nothing_beside_them_changes() {
        byte[] source = new byte[300];
        new Random(1).nextBytes(source);
        for (int length = 0; length <= 200; length++) {
            for (int before = 0; before < 9; before++) {
                byte[] part = Arrays.copyOfRange(source, before, before + length);
                byte[] expected = new byte[before + length + 1];
                System.arraycopy(source, 0, expected, 0, before);
                System.arraycopy(part, 0, expected, before, length);
                expected[before + length] = '.';
                assertArrayEquals(
                        expected,
                        new LineBuilder(before)
                                .append(source, 0, before)
                                .append(source, before, before + length)
                                .append('.')
                                .toBytes());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, 9, 10, 99, 100, -1, 1024, 999_999_999_999L, Long.MAX_VALUE, Long.MIN_VALUE})
    void a_number_is_decimal(long number) {
        assertEquals(Long.toString(number), new LineBuilder(0).append(number).toString());
    }

    @Test
    void digits_are_as_many_as_are_asked_for() {
        assertEquals(
                "007.000.999.1234.4",
                new LineBuilder(0)
                        .appendDigits(7, 3)
                        .append('.')
                        .appendDigits(0, 3)
                        .append('.')
                        .appendDigits(4999, 3)
                        .append('.')
                        .appendDigits(1234, 4)
                        .append('.')
                        .appendDigits(1234, 1)
                        .toString());
    }

    @Test
    void it_knows_whether_all_is_ascii() {
        assertEquals(true, new LineBuilder(100).append("plain \u007f\t").isAscii());
        assertEquals(
                false, new LineBuilder(100).append("gr\u00fcn").append("plain").isAscii());
    }

    @Test
    void pieces_follow_each_other_whatever_room_there_was() {
        Random random = new Random(1);
        for (int capacity = 0; capacity < 40; capacity++) {
            StringBuilder expected = new StringBuilder();
            LineBuilder line = new LineBuilder(capacity);
            for (int i = 0; i < 20; i++) {
                String piece = "p".repeat(random.nextInt(30));
                expected.append(piece).append(i).append(piece).append('.');
                line.append(piece)
                        .append(i)
                        .append(piece.getBytes(StandardCharsets.UTF_8))
                        .append('.');
            }
            assertEquals(expected.toString(), line.toString());
            assertEquals(expected.length(), line.toBytes().length);
        }
    }
}
