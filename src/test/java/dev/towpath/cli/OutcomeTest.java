package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.towpath.client.Received;
import dev.towpath.client.Sent;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The last line of a transfer, for a person and for a script. */
class OutcomeTest {

    private static final String SHA = "ab".repeat(32);

    @Test
    void a_verified_download_says_bytes_seconds_and_rate() {
        Outcome outcome = Outcome.of(new Received(2048, 0, true, true, SHA, 0.5));
        assertEquals("a b: 2048 bytes in 0.50 s, 4.0 KiB/s, verified", outcome.line("a b"));
    }

    @Test
    void what_was_sent_twice_is_told() {
        Outcome outcome = Outcome.of(new Sent(1000, 300, true, SHA, 2));
        assertEquals("f: 1000 bytes in 2.00 s, 500 B/s, 300 bytes sent twice, verified", outcome.line("f"));
    }

    @Test
    void what_is_not_verified_says_why() {
        assertEquals(
                List.of(
                        "f: 5 bytes in 1.00 s, 5 B/s, unverified (size checked, no checksum)",
                        "f: 5 bytes in 1.00 s, 5 B/s, unverified (neither size nor checksum)",
                        "f: 5 bytes in 1.00 s, 5 B/s, unverified (no checksum)"),
                List.of(
                        Outcome.of(new Received(5, 0, false, true, "", 1)).line("f"),
                        Outcome.of(new Received(5, 0, false, false, "", 1)).line("f"),
                        Outcome.of(new Sent(5, 0, false, "", 1)).line("f")));
    }

    @Test
    void an_empty_file_that_took_no_time_has_a_rate() {
        assertEquals(
                "f: 0 bytes in 0.00 s, 0 B/s, verified",
                Outcome.of(new Received(0, 0, true, true, SHA, 0)).line("f"));
    }

    @Test
    void a_name_can_not_fool_a_terminal() {
        assertEquals(
                "\\u001b[2J: 0 bytes in 0.00 s, 0 B/s, verified",
                Outcome.of(new Received(0, 0, true, true, SHA, 0)).line("\u001b[2J"));
    }

    @Test
    void the_event_of_a_script_has_stable_names() {
        JsonObject event = Outcome.of(new Received(5, 3, true, true, SHA, 1.25)).event("docs/f");
        assertEquals(
                List.of("event", "path", "bytes", "total", "sha256", "seconds", "again", "verified"),
                List.copyOf(event.fieldNames()));
        assertEquals("done", event.getString("event"));
        assertEquals("docs/f", event.getString("path"));
        assertEquals(5, event.getLong("bytes"));
        assertEquals(5, event.getLong("total"));
        assertEquals(SHA, event.getString("sha256"));
        assertEquals(1.25, event.getDouble("seconds"));
        assertEquals(3, event.getLong("again"));
        assertEquals(true, event.getBoolean("verified"));
        assertNull(Outcome.of(new Sent(5, 0, false, "", 1)).event("f").getString("sha256"));
    }
}
