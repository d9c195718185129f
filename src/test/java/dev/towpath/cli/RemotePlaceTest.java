package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePlaceTest {

    private final RemotePlace place = new RemotePlace(RemotePath.of("a/b"));

    @ParameterizedTest
    @CsvSource({
        "c, a/b/c",
        "./c/, a/b/c",
        ".., a",
        "../.., ''",
        "../c, a/c",
        "/, ''",
        "//, ''",
        "/c, c",
        "/../c, ",
        "'', a/b"
    })
    void a_name_means_something_here_and_a_slash_leads_from_the_root(String written, String meant) {
        if (meant == null) {
            assertThrows(BadNameException.class, () -> place.resolve(written));
        } else {
            assertEquals(meant, place.resolve(written).text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../..", "../../../x", "a\nb", "\u001b"})
    void nothing_climbs_above_the_root_or_moves_a_cursor(String written) {
        assertThrows(BadNameException.class, () -> place.resolve(written));
    }

    @Test
    void the_root_is_no_file() {
        assertThrows(BadNameException.class, () -> place.below("../.."));
        assertThrows(BadNameException.class, () -> place.below("/"));
    }

    @Test
    void a_user_sees_it_from_the_root() {
        assertEquals("/a/b", place.toString());
        assertEquals("/", new RemotePlace(RemotePath.ROOT).toString());
    }
}
