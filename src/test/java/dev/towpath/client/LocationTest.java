package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.wire.HostPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

    @ParameterizedTest
    @CsvSource({
        "tow://h:1/a, h:1, a",
        "tow://h/a, h:9000, a",
        "tow://h:1/, h:1, ''",
        "tow://h, h:9000, ''",
        "TOW://h/a, h:9000, a",
        "tow://[::1]:5/a/b, [::1]:5, a/b",
        "tow://h/a b, h:9000, a b",
        "tow://h/a%20b, h:9000, a b",
        "tow://h/100%, h:9000, 100%",
        "tow://h/5%zz%2, h:9000, 5%zz%2",
        "tow://h/%25, h:9000, %",
        "tow://h/%C3%BC, h:9000, ü",
        "tow://h/a%2Fb, h:9000, a/b",
        "tow://h/ü?x#y, h:9000, ü?x#y",
        "'tow://a:1,[::1],c/x,y', 'a:1,[::1]:9000,c:9000', 'x,y'"
    })
    void a_location_is_read(String text, String node, String path) {
        Location location = Location.parse(text);
        assertEquals(node, location.hops().toString());
        assertEquals(path, location.path().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h:1/a",
                "http://h/a",
                "tow:/h/a",
                "tow://",
                "tow:///a",
                "tow://h:0/a",
                "tow://h:x/a",
                "tow://h:1:2/a",
                "tow://h/../a",
                "tow://h//a",
                "tow://h/%2e%2e/a",
                "tow://h/%0a",
                "tow://h/%ff",
                "tow://a,,b/c",
                "tow://a,/c"
            })
    void anything_else_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Location.parse(text));
    }

    @Test
    void it_prints_where_it_leads() {
        assertEquals("tow://h:9000/a b", Location.parse("tow://h/a%20b").toString());
        assertEquals(new HostPort("h", 9000), Location.parse("tow://h").hops().next());
    }
}
