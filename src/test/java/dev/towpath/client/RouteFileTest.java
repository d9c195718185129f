package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteFileTest {

    /** In the texts of this table {@code |} stands for LF and {@code ^} for CR. */
    @ParameterizedTest
    @CsvSource({
        "f|h 1,                               f,     h:1",
        "f|h 1|,                              f,     h:1",
        "f^|h 1^|,                            f,     h:1",
        "|f||^|h 1|  |i 65535||,              f,     'h:1,i:65535'",
        "a b|127.0.0.1 9000|c.example 9001|,  a b,   '127.0.0.1:9000,c.example:9001'",
        "./x//y/../z|h 1,                     x/z,   h:1",
        "f|::1 9000|,                         f,     '[::1]:9000'",
        "f|[::1] 9000|,                       f,     '[::1]:9000'",
        "f|h 1|h 1|h 1|,                      f,     'h:1,h:1,h:1'",
        "9000 1|h 1,                          9000 1, h:1",
        "ä…|h 1,                              ä…,    h:1"
    })
    void a_file_name_and_hops_are_read(String text, String name, String hops) {
        RouteFile file = parse(text);
        assertEquals(name, file.name().text());
        assertEquals(hops, file.hops().toString());
        assertEquals(file, RouteFile.parse(file.print().getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                    line 1: names no file",
        "||,                    line 1: names no file",
        "../f|h 1,              line 1: the path climbs above the root: \"../f\"",
        "|/etc/passwd|h 1,      line 2: the path is absolute: \"/etc/passwd\"",
        ".|h 1,                 'line 1: the path names nothing below the root: \".\"'",
        "f^x|h 1,               'line 1: a line cannot carry this path: \"f\\u000dx\"'",
        "f|h,                   'line 2: not \"<host> <port>\": \"h\"'",
        "f|h 1||h:2,            'line 4: not \"<host> <port>\": \"h:2\"'",
        "f|h  1,                'line 2: not \"<host> <port>\": \"h  1\"'",
        "f|' h 1',              'line 2: not \"<host> <port>\": \" h 1\"'",
        "f|h 1 x,               'line 2: not \"<host> <port>\": \"h 1 x\"'",
        "f|h 0,                 'line 2: not \"<host> <port>\": \"h 0\"'",
        "f|h 01,                'line 2: not \"<host> <port>\": \"h 01\"'",
        "f|h 65536,             'line 2: not \"<host> <port>\": \"h 65536\"'",
        "f|h 1^,                'line 2: not \"<host> <port>\": \"h 1\\u000d\"'",
        "f|h_!/ 1,              'line 2: not \"<host> <port>\", the host can be none: \"h_!/ 1\"'",
        "f|127.1 1,             'line 2: not \"<host> <port>\", the host can be none: \"127.1 1\"'",
        "f|[h] 1,               'line 2: not \"<host> <port>\", the host can be none: \"[h] 1\"'"
    })
    void anything_else_is_an_error_that_names_its_line(String text, String message) {
        // the table's own quotes stand around a blank that would be trimmed
        String file = text.replace("|' ", "| ").replace("1'", "1");
        Exception e = assertThrows(IllegalArgumentException.class, () -> parse(file));
        assertEquals(message, e.getMessage());
    }

    @Test
    void what_is_not_utf8_is_an_error_that_names_its_line() {
        byte[] file = {'f', '\n', '\n', 'h', (byte) 0xff, ' ', '1', '\n'};
        assertEquals(
                "line 3: not UTF-8",
                assertThrows(IllegalArgumentException.class, () -> RouteFile.parse(file))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"f", "f|", "f||  |"})
    void a_file_without_a_hop_is_a_bad_route(String text) {
        assertEquals(
                Kind.BAD_ROUTE,
                assertThrows(ClientException.class, () -> parse(text)).kind());
    }

    @Test
    void sixteen_hops_are_the_most() {
        assertEquals(16, parse("f" + "|h 1".repeat(16)).hops().hops().size());
        ClientException e = assertThrows(ClientException.class, () -> parse("f" + "|h 1".repeat(17)));
        assertEquals(Kind.BAD_ROUTE, e.kind());
        assertEquals("line 18: a route of more than 16 hops", e.getMessage());
    }

    @Test
    void a_file_has_a_budget_and_a_long_line_is_not_quoted_whole() {
        String most = "f|h 1" + "|".repeat(RouteFile.MAX_BYTES - 5);
        assertEquals("h:1", parse(most).hops().toString());
        assertThrows(IllegalArgumentException.class, () -> parse(most + "|"));
        Exception e = assertThrows(IllegalArgumentException.class, () -> parse("f|" + "h".repeat(60_000)));
        assertTrue(String.valueOf(e.getMessage()).length() < 200, e.getMessage());
    }

    @Test
    void no_value_is_made_that_would_not_read_back() {
        Route hops = new Route(List.of(new HostPort("h", 1)));
        assertThrows(IllegalArgumentException.class, () -> new RouteFile(RemotePath.of("  "), hops));
        assertThrows(IllegalArgumentException.class, () -> new RouteFile(RemotePath.ROOT, hops));
        assertThrows(IllegalArgumentException.class, () -> new RouteFile(RemotePath.of("f"), Route.NONE));
    }

    private static RouteFile parse(String text) {
        return RouteFile.parse(text.replace('|', '\n').replace('^', '\r').getBytes(StandardCharsets.UTF_8));
    }
}
