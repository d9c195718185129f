package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListingTest {

    @Test
    void no_name_ends_a_listing_early_or_adds_a_line() {
        List<String> names = List.of("END", "a", "b\nc", "d\u001b", "");
        assertEquals("./END\na\nEND\n", new String(Listing.print(names), StandardCharsets.UTF_8));
    }

    @Test
    void a_listing_reads_back() {
        List<String> names = List.of("END", " a b ", "ü");
        assertEquals(names, Listing.parse(Listing.print(names)));
    }

    @Test
    void only_single_components_are_taken() {
        byte[] lines = "ok\n../up\n/etc/passwd\na/b\n.\n..\n./END\n\nEND\nlate\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("ok", "END"), Listing.parse(lines));
    }
}
