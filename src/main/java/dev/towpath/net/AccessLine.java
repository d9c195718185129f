package dev.towpath.net;

import dev.towpath.name.Printable;
import dev.towpath.wire.Call;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the access log says of one transfer. */
record AccessLine(Caller caller, Call call, long bytes, Duration took, Outcome outcome) implements LogFields {

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
    public void print(StringBuilder line) {
        line.append(caller.session()).append(' ').append(caller.address()).append(' ');
        call.summarize(line);
        long millis = (took.toNanos() + 500_000) / 1_000_000;
        line.append(' ').append(bytes).append(" bytes ").append(millis / 1000);
        String thousandths = Long.toString(1000 + millis % 1000);
        line.append('.').append(thousandths, 1, 4).append(" s ").append(Printable.escape(outcome.toString()));
    }

    @Override
    public String toString() {
        return LogFields.line(this);
    }
}
