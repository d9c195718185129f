package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.net.TransferLogger;
import dev.towpath.wire.LineBuilder;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private final JsonLines format = new JsonLines();

    @Test
    void a_line_has_time_level_logger_and_message() {
        ExtLogRecord record = record("listens on %d", 9000);
        record.setInstant(Instant.parse("2026-03-04T05:06:07.008009Z"));

        assertEquals(
                "{\"time\":\"2026-03-04T05:06:07.008Z\",\"level\":\"INFO\",\"logger\":\"dev.towpath\","
                        + "\"message\":\"listens on 9000\"}\n",
                format.format(record));
    }

    @Test
    void named_values_stand_beside_the_message_and_replace_nothing() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bytes", 5L);
        fields.put("message", "forged");
        JsonObject line = parse(format.format(record("%s", new Told("five bytes", fields))));

        assertEquals("five bytes", line.getString("message"));
        assertEquals(5, line.getInteger("bytes"));
    }

    @Test
    void a_line_without_a_record_looks_like_one_with() {
        Instant at = Instant.parse("2026-03-04T05:06:07.008Z");
        Told told = new Told("five \u202e bytes", Map.of("bytes", 5L));
        ExtLogRecord record = record("%s", told);
        record.setInstant(at);

        LineBuilder line = new LineBuilder(1);
        format.print(List.of(new TransferLogger.Line(at.toEpochMilli(), "dev.towpath", told)), line);
        assertEquals(format.format(record), line.toString());
    }

    @Test
    void nothing_from_a_peer_ends_a_line_or_reaches_a_terminal_raw() {
        String evil = "a\n{\"level\":\"INFO\"}\"\\\u001b[2J\u202e\u2028\u0085\ud800</script>";
        String line = format.format(record("%s", new Told("x", Map.of("path", evil))));

        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.chars().limit(line.length() - 1).allMatch(c -> c >= 0x20 && !(c >= 0x7f && c < 0xa0)), line);
        assertFalse(line.contains("\u202e") || line.contains("\u2028"), line);
        assertEquals(evil, parse(line).getString("path"));
    }

    @Test
    void a_failure_is_one_line_too() {
        ExtLogRecord record = record("it broke");
        record.setThrown(new IllegalStateException("a\nb"));
        String line = format.format(record);

        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(parse(line).getString("error").startsWith("java.lang.IllegalStateException: a\nb\n\tat "), line);
    }

    private static ExtLogRecord record(String message, Object... parameters) {
        ExtLogRecord record =
                new ExtLogRecord(Level.INFO, message, ExtLogRecord.FormatStyle.PRINTF, Logger.class.getName());
        record.setLoggerName("dev.towpath");
        record.setParameters(parameters);
        return record;
    }

    private static JsonObject parse(String line) {
        return new JsonObject(line);
    }
}
