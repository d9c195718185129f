package dev.towpath.ops;

import dev.towpath.name.Printable;
import dev.towpath.net.LogFields;
import dev.towpath.wire.LineBuilder;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Map;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * Writes log records as JSON, an object a line: {@code time level logger message}, the values of what is logged with
 * {@link LogFields}, and {@code error} with the stack trace of a failure. Nothing in a line can end it or fool a terminal.
 */
final class JsonLines extends LineForm {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    @Override
    String line(ExtLogRecord record) {
        JsonObject line = begin(
                record.getInstant(), String.valueOf(record.getLevel()), record.getLoggerName(), formatMessage(record));
        Object[] values = record.getParameters();
        if (values != null) {
            for (Object value : values) {
                if (value instanceof LogFields named) {
                    put(named.fields(), line);
                }
            }
        }
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace));
            line.put("error", trace.toString());
        }
        return encode(line);
    }

    @Override
    void print(long millis, String logger, LogFields told, LineBuilder lines) {
        JsonObject line = begin(Instant.ofEpochMilli(millis), Level.INFO.getName(), logger, LogFields.line(told));
        put(told.fields(), line);
        lines.append(encode(line));
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return false;
    }

    private static JsonObject begin(Instant at, String level, String logger, String message) {
        return new JsonObject()
                .put("time", TIME.format(at))
                .put("level", level)
                .put("logger", logger)
                .put("message", message);
    }

    private static void put(Map<String, Object> fields, JsonObject line) {
        fields.forEach((name, value) -> {
            if (!line.containsKey(name)) {
                line.put(name, value);
            }
        });
    }

    private static String encode(JsonObject line) {
        // JSON escapes what could end the line, Printable the rest that no terminal should be sent; its escapes are
        // JSON's too
        return Printable.escape(line.encode()) + '\n';
    }
}
