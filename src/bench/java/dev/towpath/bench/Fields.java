package dev.towpath.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flat JSON object: texts and numbers under names, in the order in which they were put. */
final class Fields {

    private static final Pattern FIELD =
            Pattern.compile("\"(\\w+)\": *(?:\"((?:[^\"\\\\]++|\\\\.)*+)\"|(-?[0-9][0-9.eE+-]*))(?:, *|})");

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if it is anything but a flat object of texts and numbers */
    static Fields parse(String json) {
        Fields fields = new Fields();
        Matcher matcher = FIELD.matcher(json);
        int at = 1;
        while (json.startsWith("{") && matcher.find(at) && matcher.start() == at) {
            Object value = matcher.group(3) == null ? unescaped(matcher.group(2)) : Double.valueOf(matcher.group(3));
            fields.values.put(matcher.group(1), value);
            at = matcher.end();
        }
        if (at == 1 || at != json.length() || !json.endsWith("}")) {
            throw new IllegalArgumentException("not a flat JSON object: " + json);
        }
        return fields;
    }

    Fields put(String name, String value) {
        values.put(name, value);
        return this;
    }

    Fields put(String name, double value) {
        values.put(name, value);
        return this;
    }

    Fields putAll(Fields others) {
        values.putAll(others.values);
        return this;
    }

    /** The text of that name, empty if there is none. */
    String text(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString).orElse("");
    }

    OptionalDouble number(String name) {
        return values.get(name) instanceof Double number ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    String json() {
        StringBuilder json = new StringBuilder("{");
        values.forEach((name, value) -> {
            json.append(json.length() > 1 ? ", " : "").append('"').append(name).append("\": ");
            json.append(value instanceof Double number ? written(number) : '"' + escaped(value.toString()) + '"');
        });
        return json.append('}').toString();
    }

    private static String written(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString((long) number);
        }
        return String.format(Locale.ROOT, "%.6g", number);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                default -> escaped.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return escaped.toString();
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char what = text.charAt(++i);
            if (what == 'u') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                plain.append(what == 'n' ? '\n' : what);
            }
        }
        return plain.toString();
    }
}
