package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.name.RemotePath;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCodecTest {

    @Test
    void verbs_fold_case_in_ascii() {
        assertEquals(new Request.ListFiles(), parse("list"));
        assertEquals(new Request.Download(RemotePath.of("A b")), parse("DownLoad A b"));
        assertEquals(new Request.Hello(), parse("HELLO"));
        assertEquals(new Request.Ping(), parse("Ping"));
        assertEquals(new Request.Quit(), parse("QUIT"));
        assertEquals("unknown command", refusal("l\u0131st"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DOWNLOAD",
                "DOWNLOAD ",
                "LIST ",
                "LS ",
                "INFO",
                "HASH ",
                "RANGE 1 2",
                "RANGE 1 2 ",
                "SUM 0 1 a",
                "UPLOAD 5",
                "UPLOAD",
                "MKDIR",
                "RM ",
                "MV a",
                "MV a b",
                " LIST",
                "LISTX",
                "PING ",
                "QUIT now",
                "GET a",
                "DOWNLOAD\ta",
                " ",
                "OK"
            })
    void what_is_no_request_is_an_unknown_command(String line) {
        assertEquals("unknown command", refusal(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DOWNLOAD /a",
                "DOWNLOAD ../a",
                "DOWNLOAD a/../..",
                "DOWNLOAD .",
                "DOWNLOAD a\u0000",
                "DOWNLOAD \u0085"
            })
    void a_bad_path_is_a_bad_name(String line) {
        assertEquals("bad name", refusal(line));
    }

    @Test
    void bytes_that_are_not_utf_8_are_a_bad_name() {
        byte[][] lines = {
            {'L', (byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x82}
        };
        for (byte[] line : lines) {
            assertEquals(
                    "bad name",
                    assertThrows(RefusedException.class, () -> RequestCodec.parse(line))
                            .status()
                            .text());
        }
    }

    @Test
    void one_space_ends_the_verb_and_the_rest_is_the_name() {
        assertEquals(new Request.Download(RemotePath.of(" two  spaces ")), parse("DOWNLOAD  two  spaces "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LIST a b",
                "LS",
                "LS a/b",
                "INFO .",
                "INFO a  b",
                "HASH a",
                "RANGE 0 9223372036854775807 a b",
                "SUM 1 2 0  a",
                "UPLOAD 0 a",
                "UPLOAD - - a",
                "MKDIR a",
                "RM a",
                "MV a b\tc d"
            })
    void a_request_is_printed_as_it_was_read(String line) {
        assertEquals(line, parse(line).line());
    }

    @ParameterizedTest
    @CsvSource({
        "RANGE -1 1 a",
        "RANGE 1 9223372036854775808 a",
        "RANGE 00 1 a",
        "SUM 1 2 +3 a",
        "UPLOAD x a",
        "UPLOAD -1 a"
    })
    void what_is_no_number_is_refused(String line) {
        assertEquals("bad number", refusal(line));
    }

    @ParameterizedTest
    @CsvSource({
        "WITH body=5 UPLOAD 5 a, 5",
        "VIA a:1 WITH x;body=7 UPLOAD 5 ../a, 7",
        "via nowhere with body=3 x, 3",
        "WITH body=1048576 x, 1048576",
        "WITH body=1048577 x, -1",
        "WITH body=05 x, -1",
        "WITH !body=5;%%% x, -1",
        "WITH nobody=5 x, -1",
        "WITH BODY=5 x, -1",
        "VIA a:1 VIA b:1 WITH body=5 x, -1",
        "WITH wait x, 0",
        "UPLOAD 5 body=5, 0"
    })
    void content_behind_a_line_is_known_even_where_the_line_is_refused(String line, int bytes) {
        assertEquals(bytes, RequestCodec.bodyLength(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_route_and_options_stand_before_the_request() {
        Call call = call("via a:1,[::1]:2 With hop-left=3;!x;y=;sid=0123456789abcdef download a b");
        assertEquals("a:1,[::1]:2", call.route().toString());
        assertEquals("hop-left=3;!x;y=;sid=0123456789abcdef", call.options().toString());
        assertEquals(3, call.options().hopLeft().getAsInt());
        assertEquals(
                "option not supported: x",
                assertThrows(RefusedException.class, () -> call.options().refuseUnknownTo(call.request()))
                        .status()
                        .text());
        assertEquals(
                "VIA a:1,[::1]:2 WITH hop-left=3;!x;y=;sid=0123456789abcdef DOWNLOAD a b\n",
                new String(RequestCodec.print(call), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "'VIA', unknown command",
        "'VIA a:1', unknown command",
        "'VIA a:1 ', unknown command",
        "'VIA  LIST', bad route",
        "'VIA a LIST', bad route",
        "'VIA a:0 LIST', bad route",
        "'VIA a:65536 LIST', bad route",
        "'VIA a:08 LIST', bad route",
        "'VIA a:1,,b:2 LIST', bad route",
        "'VIA a:1, b:2 LIST', bad route",
        "'VIA a:1,b:2, LIST', bad route",
        "'VIA 2130706433:1 LIST', bad route",
        "'VIA 0x7f.1:1 LIST', bad route",
        "'VIA 0177.0.0.1:1 LIST', bad route",
        "'VIA [fe80::1%eth0]:1 LIST', bad route",
        "'VIA a:1 VIA b:2 LIST', bad route",
        "'VIA a:1 WITH x VIA b:2 LIST', bad route",
        "'WITH x VIA b:2 LIST', bad route",
        "'WITH', unknown command",
        "'WITH  LIST', option not supported",
        "'WITH x;x LIST', option not supported",
        "'WITH X LIST', option not supported",
        "'WITH a=ü LIST', option not supported",
        "'WITH a WITH b LIST', unknown command",
        "'VIA a:1 GET x', unknown command",
        "'VIA a:1 DOWNLOAD ../x', bad name"
    })
    void prefixes_that_are_none_are_refused(String line, String text) {
        assertEquals(text, refusal(line));
    }

    @Test
    void a_route_has_at_most_16_hops() {
        assertEquals(
                16, call("VIA " + "a:1,".repeat(15) + "a:1 LIST").route().hops().size());
        assertEquals("bad route", refusal("VIA " + "a:1,".repeat(16) + "a:1 LIST"));
        assertEquals("bad route", refusal("VIA " + "a:1,".repeat(399) + "a:1 LIST"));
    }

    @Test
    void options_have_at_most_1024_bytes() {
        assertEquals(
                1024,
                call("WITH a=" + "x".repeat(1022) + " LIST")
                        .options()
                        .toString()
                        .length());
        assertEquals("option not supported", refusal("WITH a=" + "x".repeat(1023) + " LIST"));
    }

    @Test
    void what_is_printed_parses_back_and_is_one_line() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(1 + random.nextInt(12), 0, 0x3000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            Request request;
            try {
                request = new Request.Download(RemotePath.of(text));
            } catch (IllegalArgumentException e) {
                continue;
            }
            String line = new String(RequestCodec.print(Call.of(request)), StandardCharsets.UTF_8);
            assertEquals(line.length() - 1, line.indexOf('\n'), () -> "seed " + seed);
            assertEquals(request, parse(line.substring(0, line.length() - 1)), () -> "seed " + seed);
        }
    }

    private static Request parse(String line) {
        return call(line).request();
    }

    private static Call call(String line) {
        return RequestCodec.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String line) {
        return assertThrows(RefusedException.class, () -> parse(line)).status().text();
    }
}
