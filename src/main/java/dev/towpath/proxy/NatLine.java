package dev.towpath.proxy;

import dev.towpath.net.LogFields;
import dev.towpath.wire.Call;
import dev.towpath.wire.LineBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the log says when a call goes out: whose it is, and by which port it goes where. */
record NatLine(NatPath path, Call call) implements LogFields {

    @Override
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        call.options().sid().ifPresent(sid -> fields.put("sid", sid));
        fields.put("peer", path.client());
        fields.put("nat_port", path.port());
        fields.put("upstream", path.upstream().toString());
        fields.put("verb", call.request().verb());
        fields.put("path", call.request().pathText());
        if (!call.route().isEmpty()) {
            fields.put("route", call.route().toString());
        }
        return fields;
    }

    @Override
    public void print(LineBuilder line) {
        path.print(line);
        call.summarize(line.append(' '));
    }

    @Override
    public String toString() {
        return LogFields.line(this);
    }
}
