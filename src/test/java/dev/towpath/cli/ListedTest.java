package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towpath.client.RemoteEntry;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Listings as they are shown. */
class ListedTest {

    private static final long TIME = 1_700_000_000_999L;

    private static final List<RemoteEntry> ENTRIES = List.of(
            new RemoteEntry("docs", RemoteEntry.Kind.DIRECTORY, 0, TIME),
            new RemoteEntry("a b", RemoteEntry.Kind.FILE, 700_001, TIME),
            new RemoteEntry("old", RemoteEntry.Kind.FILE, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN),
            new RemoteEntry("\u001b[2J", RemoteEntry.Kind.UNKNOWN, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN));

    @Test
    void names_stand_alone_and_a_directory_ends_in_a_slash() {
        assertEquals(List.of("docs/", "a b", "old", "\\u001b[2J"), Listed.names(ENTRIES));
    }

    @Test
    void rows_have_columns_and_a_dash_for_what_the_node_does_not_tell() {
        assertEquals(
                List.of(
                        "d       -  2023-11-14T22:13:20Z  docs/",
                        "f  700001  2023-11-14T22:13:20Z  a b",
                        "f       -  -                     old",
                        "?       -  -                     \\u001b[2J"),
                Listed.rows(ENTRIES));
        assertEquals(List.of(), Listed.rows(List.of()));
    }

    @Test
    void an_entry_for_a_script_has_its_whole_path() {
        assertEquals(
                "{\"event\":\"entry\",\"path\":\"x/y/a b\",\"kind\":\"file\",\"bytes\":700001,"
                        + "\"modified\":\"2023-11-14T22:13:20Z\"}",
                Listed.event(RemotePath.of("x/y"), ENTRIES.get(1)).encode());
        assertEquals(
                "{\"event\":\"entry\",\"path\":\"old\",\"kind\":\"file\",\"bytes\":null,\"modified\":null}",
                Listed.event(RemotePath.ROOT, ENTRIES.get(2)).encode());
        assertEquals(
                "{\"event\":\"entry\",\"path\":\"docs\",\"kind\":\"directory\",\"bytes\":null,"
                        + "\"modified\":\"2023-11-14T22:13:20Z\"}",
                Listed.event(RemotePath.ROOT, ENTRIES.get(0)).encode());
    }

    @Test
    void facts_are_a_line() {
        assertEquals(
                "a: file, 5 bytes, 2023-11-14T22:13:20Z, tag 1-2", Listed.line("a", new Facts(false, 5, TIME, "1-2")));
        assertEquals("/: directory, 2023-11-14T22:13:20Z, tag 1-2", Listed.line("/", new Facts(true, 0, TIME, "1-2")));
    }

    @Test
    void what_a_node_does_not_tell_is_left_out() {
        Facts size = new Facts(false, 5, 0, "-");
        assertEquals("a: file, 5 bytes", Listed.line("a", size));
        assertNull(Listed.event("a", size).getString("modified"));
        assertNull(Listed.event("a", size).getString("tag"));
    }
}
