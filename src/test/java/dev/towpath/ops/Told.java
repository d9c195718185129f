package dev.towpath.ops;

import dev.towpath.net.LogFields;
import dev.towpath.wire.LineBuilder;
import java.util.Map;

/** Something that is told of a transfer. */
record Told(String line, Map<String, Object> fields) implements LogFields {

    Told(String line) {
        this(line, Map.of());
    }

    @Override
    public void print(LineBuilder text) {
        text.append(line);
    }

    @Override
    public String toString() {
        return LogFields.line(this);
    }
}
