package dev.towpath.ops;

import dev.towpath.name.Printable;
import dev.towpath.net.LogFields;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Writes log records as JSON, an object a line: {@code time level logger message}, the values of what is logged with
 * {@link LogFields}, and {@code error} with the stack trace of a failure. Nothing in a line can end it or fool a terminal.
 */
final class JsonLines extends ExtFormatter {

    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(java.util.Locale.ROOT);

    @Override
    public String format(ExtLogRecord record) {
        JsonObject line = new JsonObject()
                .put("time", TIME.format(record.getInstant()))
                .put("level", String.valueOf(record.getLevel()))
                .put("logger", record.getLoggerName())
                .put("message", formatMessage(record));
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
        // JSON escapes what could end the line, Printable the rest that no terminal should be sent; its escapes are
        // JSON's too
        return Printable.escape(line.encode()) + '\n';
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return false;
    }

    private static void put(Map<String, Object> fields, JsonObject line) {
        fields.forEach((name, value) -> {
            if (!line.containsKey(name)) {
                line.put(name, value);
            }
        });
    }
}
