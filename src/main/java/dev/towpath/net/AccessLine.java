package dev.towpath.net;

import dev.towpath.wire.Call;
import dev.towpath.wire.LineBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the access log says of one transfer. */
record AccessLine(Caller caller, Call call, long bytes, Duration took, Outcome outcome) implements LogFields {

    private static final byte[] BYTES = " bytes ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SECONDS = " s ".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("session", caller.session());
        call.options().sid().ifPresent(sid -> fields.put("sid", sid));
        fields.put("peer", caller.address());
        fields.put("verb", call.request().verb());
        fields.put("path", call.request().pathText());
        if (!call.route().isEmpty()) {
            fields.put("route", call.route().toString());
        }
        fields.put("protocol", call.route().protocol().toString());
        fields.put("bytes", bytes);
        fields.put("milliseconds", Math.round(took.toNanos() / 1e3) / 1e3);
        fields.put("outcome", outcome.end().label());
        if (!outcome.detail().isEmpty()) {
            fields.put("reason", outcome.detail());
        }
        return fields;
    }

    @Override
    public void print(LineBuilder line) {
        caller.print(line);
        line.append(' ');
        call.summarize(line);
        long millis = (took.toNanos() + 500_000) / 1_000_000;
        line.append(' ').append(bytes).append(BYTES).append(millis / 1000).append('.');
        outcome.print(line.appendDigits(millis, 3).append(SECONDS));
    }

    @Override
    public String toString() {
        return LogFields.line(this);
    }
}
