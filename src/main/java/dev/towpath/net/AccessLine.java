package dev.towpath.net;

import dev.towpath.name.Printable;
import dev.towpath.wire.Call;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the access log says of one transfer. */
record AccessLine(Caller caller, Call call, long bytes, long nanos, Outcome outcome) implements LogFields {

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("session", caller.session());
        call.options().sid().ifPresent(sid -> fields.put("sid", sid));
        fields.put("peer", caller.remote().toString());
        fields.put("verb", call.request().verb());
        fields.put("path", call.request().pathText());
        if (!call.route().isEmpty()) {
            fields.put("route", call.route().toString());
        }
        fields.put("protocol", call.route().protocol().toString());
        fields.put("bytes", bytes);
        fields.put("milliseconds", Math.round(nanos / 1e3) / 1e3);
        fields.put("outcome", outcome.end().label());
        if (!outcome.detail().isEmpty()) {
            fields.put("reason", outcome.detail());
        }
        return fields;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s %d bytes %.3f s %s",
                caller,
                Printable.escape(call.summary()),
                bytes,
                nanos / 1e9,
                Printable.escape(outcome.toString()));
    }
}
