package dev.towpath.net;

import dev.towpath.name.Printable;
import dev.towpath.wire.Call;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the access log says of one transfer. */
record AccessLine(Caller caller, Call call, long bytes, long nanos, Outcome outcome) implements LogFields {

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
        fields.put("milliseconds", Math.round(nanos / 1e3) / 1e3);
        fields.put("outcome", outcome.end().label());
        if (!outcome.detail().isEmpty()) {
            fields.put("reason", outcome.detail());
        }
        return fields;
    }

    @Override
    public String toString() {
        long millis = (nanos + 500_000) / 1_000_000;
        StringBuilder line = new StringBuilder(128);
        line.append(caller).append(' ').append(Printable.escape(call.summary())).append(' ');
        line.append(bytes).append(" bytes ").append(millis / 1000).append('.');
        String thousandths = Long.toString(millis % 1000);
        line.append("0".repeat(3 - thousandths.length())).append(thousandths);
        return line.append(" s ").append(Printable.escape(outcome.toString())).toString();
    }
}
