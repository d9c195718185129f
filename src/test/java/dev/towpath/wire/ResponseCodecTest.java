package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseCodecTest {

    static Stream<Arguments> shapes() {
        return Stream.of(
                Arguments.of("OK", new Status.Ok()),
                Arguments.of("OK 0", new Status.Sized(0)),
                Arguments.of("OK 7", new Status.Sized(7)),
                Arguments.of("OK 999999999999999999", new Status.Sized(999_999_999_999_999_999L)),
                Arguments.of("OK 1000000000000000000", new Status.Sized(1_000_000_000_000_000_000L)),
                Arguments.of("OK 9223372036854775807", new Status.Sized(Long.MAX_VALUE)),
                Arguments.of("OK LINES", new Status.Lines()),
                Arguments.of("OK CHUNKS", new Status.Chunks()),
                Arguments.of("OK 5 f 17 tag", new Status.Facts(5, "f 17 tag")),
                Arguments.of("ERR file not found", new Status.Err("file not found")),
                Arguments.of("ERR  ", new Status.Err(" ")),
                Arguments.of("GO 0 10", new Status.Go(0, 10)),
                Arguments.of("GO 7 -", new Status.Go(7, Status.Go.CHUNKED)),
                Arguments.of("WAIT", new Status.Wait()));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void every_shape_parses_and_prints(String line, Status status) {
        assertEquals(status, parse(line));
        assertEquals(line + "\n", new String(ResponseCodec.print(status), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "OK ",
                "OK x",
                "OK 01",
                "OK 1\r",
                "OK 1:",
                "OK -1",
                "OK +1",
                "OK 1 ",
                "OK 9223372036854775808",
                "OK 99999999999999999999",
                "OK  5",
                "OKAY",
                "ERR",
                "ERR ",
                "err x",
                "GO",
                "GO 1",
                "GO 1 2 3",
                "GO -1 2",
                "WAIT ",
                "HTTP/1.1 400 Bad Request",
                "OK\t5",
                "OK 5\r"
            })
    void anything_else_is_a_bad_answer(String line) {
        assertThrows(BadAnswerException.class, () -> parse(line));
    }

    @Test
    void a_line_that_is_not_utf_8_is_a_bad_answer() {
        assertThrows(BadAnswerException.class, () -> ResponseCodec.parse(new byte[] {'E', 'R', 'R', ' ', (byte) 0xff}));
    }

    @Test
    void an_error_text_is_cut_at_200_bytes_between_characters() {
        assertEquals("é".repeat(100), new Status.Err("é".repeat(101)).text());
        assertEquals("x" + "é".repeat(99), new Status.Err("x" + "é".repeat(100)).text());
    }

    @Test
    void an_error_text_cannot_become_a_second_line() {
        assertThrows(IllegalArgumentException.class, () -> new Status.Err("a\nOK 5"));
    }

    private static Status parse(String line) {
        return ResponseCodec.parse(line.getBytes(StandardCharsets.UTF_8));
    }
}
