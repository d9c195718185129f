package dev.towpath.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @Test
    void plain_text_stays_as_it_is() {
        String text = "a file – ü 日本 \ud83d\ude00";
        assertSame(text, Printable.escape(text));
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                0, 7, 8, '\t', '\n', '\r', 0x1b, 0x7f, 0x80, 0x9b, 0x9f, 0x61c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2028,
                0x2029, 0x2066, 0x2069, 0xd800, 0xdfff
            })
    void what_could_fool_a_terminal_is_escaped(char c) {
        assertEquals(String.format("x\\u%04xy", (int) c), Printable.escape("x" + c + "y"));
    }
}
