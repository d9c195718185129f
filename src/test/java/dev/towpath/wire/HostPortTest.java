package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:1",
                "10.0.0.1:65535",
                "a-b.c_d.example:9000",
                "[::1]:9000",
                "[fe80::1:2]:80",
                "0xab.example:1",
                "255.255.255.255:1",
                "1a:5"
            })
    void an_address_prints_as_it_was_read(String text) {
        assertEquals(text, HostPort.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a",
                "a:",
                ":1",
                "a:0",
                "a:65536",
                "a:08",
                "a:+1",
                "a:1 ",
                " a:1",
                "a b:1",
                "a:1:2",
                "::1:9000",
                "[::1]",
                "[::1]9000",
                "[::1:9000",
                "[localhost]:1",
                "[fe80::1%eth0]:1",
                "256.1.1.1:1",
                "127.1:1",
                "2130706433:1",
                "0x7f000001:1",
                "0177.0.0.1:1",
                "127.0.0.0x1:1",
                "1.2.3.4.:1",
                "ü:1",
                "a/b:1",
                "a,b:1"
            })
    void anything_else_is_refused_and_quoted(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
        assertTrue(e.getMessage().contains('"' + text + '"'), e.getMessage());
    }

    @Test
    void the_port_may_have_a_default() {
        assertEquals(new HostPort("a", 9000), HostPort.parse("a", 9000));
        assertEquals(new HostPort("::1", 9000), HostPort.parse("[::1]", 9000));
    }

    @Test
    void a_name_has_at_most_253_characters() {
        assertEquals(253, new HostPort("a".repeat(253), 1).host().length());
        assertThrows(IllegalArgumentException.class, () -> new HostPort("a".repeat(254), 1));
    }
}
