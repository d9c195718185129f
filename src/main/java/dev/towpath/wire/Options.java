package dev.towpath.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The options of one request, as {@code WITH} carries them, in the order they were written.
 *
 * @param entries at most {@value #MAX_BYTES} bytes when printed, no key twice
 */
public record Options(List<Entry> entries) {

    /** The longest list of options in bytes. */
    public static final int MAX_BYTES = 1024;

    /** None. */
    public static final Options NONE = new Options(List.of());

    /** How many relays a request may still pass. */
    public static final String HOP_LEFT = "hop-left";

    /** One transfer's name in the logs of all its hops: 16 hexadecimal digits. */
    public static final String SID = "sid";

    /** {@code WAIT} lines are welcome while the node works. */
    public static final String WAIT = "wait";

    /** The name of an upload that may be resumed: 32 hexadecimal digits, chosen at random by the client. */
    public static final String ID = "id";

    /** What the digest of an upload must be: 64 hexadecimal digits. */
    public static final String SHA256 = "sha256";

    /** How many bytes stand right behind the line: the whole of a small upload. */
    public static final String BODY = "body";

    /** An upload may replace what is there. */
    public static final String FORCE = "force";

    /** The time an uploaded file is to carry, in milliseconds since 1970. */
    public static final String MTIME = "mtime";

    /** The tag the file must have. */
    public static final String IF = "if";

    /** The digest of a small file is welcome right behind its bytes. */
    public static final String SUM = "sum";

    /** The most bytes that may stand right behind a line. */
    public static final int MAX_BODY = 1024 * 1024;

    static final Set<String> CONDITION = Set.of(IF);

    static final Set<String> UPLOAD = Set.of(ID, SHA256, BODY, FORCE, MTIME, IF);

    /** Every key this version knows, in the order in which it tells them. */
    public static final List<String> KNOWN = List.of(HOP_LEFT, SID, WAIT, IF, ID, SHA256, BODY, FORCE, MTIME, SUM);

    /** Known to every request. */
    private static final Set<String> COMMON = Set.of(HOP_LEFT, SID, WAIT);

    /** Keys that speak to the next relay alone, and are set anew by every one. */
    private static final String HOP_PREFIX = "hop-";

    /** How many relays are left, for the numbers that relays pass on. */
    private static final Entry[] LEFT = IntStream.range(0, 16)
            .mapToObj(left -> new Entry(false, HOP_LEFT, Integer.toString(left)))
            .toArray(Entry[]::new);

    /** So few keys are compared with each other faster than they are gathered in a set. */
    private static final int FEW = 8;

    private static final int SID_LENGTH = 16;

    /**
     * One option.
     *
     * @param mandatory true for {@code !}: a node that does not know the key must refuse the request
     * @param key {@code [a-z0-9-]+}
     * @param value {@code [A-Za-z0-9._:/+=-]*}; null if there was not even a {@code =}
     */
    public record Entry(
            boolean mandatory, String key, @Nullable String value) {

        /** @throws IllegalArgumentException if the key or the value is not of its form */
        public Entry {
            if (!isKey(key) || (value != null && !isValue(value))) {
                throw new IllegalArgumentException("not an option: " + key + '=' + value);
            }
        }

        private static boolean isKey(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (!isOfKey(text.charAt(i))) {
                    return false;
                }
            }
            return !text.isEmpty();
        }

        private static boolean isValue(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (!isOfValue(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean isOfKey(char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        }

        private static boolean isOfValue(char c) {
            return isOfKey(c)
                    || (c >= 'A' && c <= 'Z')
                    || c == '.'
                    || c == '_'
                    || c == ':'
                    || c == '/'
                    || c == '+'
                    || c == '=';
        }

        /** How long it is when printed; every character of it is one byte. */
        private int length() {
            return (mandatory ? 1 : 0) + key.length() + (value == null ? 0 : 1 + value.length());
        }

        private void print(LineBuilder text) {
            if (mandatory) {
                text.append('!');
            }
            text.appendAscii(key);
            if (value != null) {
                text.append('=').appendAscii(value);
            }
        }

        @Override
        public String toString() {
            LineBuilder text = new LineBuilder(length());
            print(text);
            return text.toString();
        }
    }

    /** @throws IllegalArgumentException if they are too long, or a key stands in them twice */
    public Options {
        entries = List.copyOf(entries);
        if (length(entries) > MAX_BYTES) {
            throw new IllegalArgumentException("too many options");
        }
        if (hasTwice(entries)) {
            throw new IllegalArgumentException("an option stands there twice");
        }
    }

    private static int length(List<Entry> entries) {
        int length = -1;
        for (int i = 0; i < entries.size(); i++) {
            length += 1 + entries.get(i).length();
        }
        return length;
    }

    private static boolean hasTwice(List<Entry> entries) {
        if (entries.size() > FEW) {
            return entries.stream().map(Entry::key).distinct().count() < entries.size();
        }
        for (int i = 1; i < entries.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (entries.get(i).key().equals(entries.get(j).key())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Reads options as {@code WITH} has them, joined by semicolons.
     *
     * @throws RefusedException {@code option not supported} if they are of no such form
     */
    public static Options parse(String text) {
        List<Entry> entries = new ArrayList<>(4);
        try {
            if (text.length() > MAX_BYTES) {
                throw new IllegalArgumentException("too long");
            }
            int from = 0;
            for (int to = text.indexOf(';'); to >= 0; to = text.indexOf(';', from)) {
                entries.add(entry(text, from, to));
                from = to + 1;
            }
            entries.add(entry(text, from, text.length()));
            return new Options(entries);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED);
        }
    }

    private static Entry entry(String text, int from, int to) {
        boolean mandatory = text.startsWith("!", from);
        int key = mandatory ? from + 1 : from;
        int equals = text.indexOf('=', key);
        return equals < 0 || equals >= to
                ? new Entry(mandatory, text.substring(key, to), null)
                : new Entry(mandatory, text.substring(key, equals), text.substring(equals + 1, to));
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The value of a key; empty text if it was written without one. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(find(key));
    }

    private @Nullable String find(String key) {
        for (int i = 0; i < entries.size(); i++) { // no iterator: every request is looked through several times
            Entry entry = entries.get(i);
            if (entry.key().equals(key)) {
                return entry.value() == null ? "" : entry.value();
            }
        }
        return null;
    }

    /** The transfer's name, if it has one of the right form. */
    public Optional<String> sid() {
        return Optional.ofNullable(findSid());
    }

    private @Nullable String findSid() {
        String sid = find(SID);
        return sid != null && isSid(sid) ? sid : null;
    }

    private static boolean isSid(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return text.length() == SID_LENGTH;
    }

    /** How many relays the request may still pass; none if it does not say, or says nothing that is a small number. */
    public OptionalInt hopLeft() {
        String value = find(HOP_LEFT);
        long left = value == null ? -1 : Text.number(value);
        return left < 0 || left > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) left);
    }

    /** The first option that must be understood, if there is any. */
    public Optional<Entry> firstMandatory() {
        return entries.stream().filter(Entry::mandatory).findFirst();
    }

    /**
     * Makes sure that a request understands every option that it must.
     *
     * @throws RefusedException {@code option not supported} with the first key that it does not
     */
    public void refuseUnknownTo(Request request) {
        for (Entry entry : entries) {
            if (entry.mandatory()
                    && !COMMON.contains(entry.key())
                    && !request.options().contains(entry.key())) {
                throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED, entry.key());
            }
        }
    }

    /** True if the key is there, with a value or without. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /**
     * How many bytes stand right behind the line.
     *
     * @return 0 to {@value #MAX_BODY}; 0 if there is no such option; -1 if it says nothing that is such a number
     */
    public int bodyLength() {
        String value = find(BODY);
        if (value == null) {
            return 0;
        }
        long length = Text.number(value);
        return length > MAX_BODY ? -1 : (int) length;
    }

    /**
     * The options a relay passes on: all but those for the relay itself, how many more it may pass, and a name for the transfer if it
     * has none yet.
     */
    public Options forNextHop(int hopLeft) {
        List<Entry> passed = new ArrayList<>(entries.size() + 2);
        passed.add(hopLeft < LEFT.length ? LEFT[hopLeft] : new Entry(false, HOP_LEFT, Integer.toString(hopLeft)));
        boolean named = findSid() != null;
        for (Entry entry : entries) {
            if (!entry.key().startsWith(HOP_PREFIX) && (named || !entry.key().equals(SID))) {
                passed.add(entry);
            }
        }
        if (!named) {
            passed.add(freshName());
        }
        return new Options(passed);
    }

    /** These and a name for the transfer, if it has none yet. */
    public Options named() {
        return findSid() != null ? this : with(freshName());
    }

    private static Entry freshName() {
        return new Entry(
                false,
                SID,
                HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** These and one more, in place of one of the same key. */
    public Options with(String key, String value) {
        return with(new Entry(false, key, value));
    }

    /** The same, for an option that must be understood. */
    public Options withMandatory(String key, @Nullable String value) {
        return with(new Entry(true, key, value));
    }

    private Options with(Entry entry) {
        List<Entry> all = new ArrayList<>(entries);
        all.removeIf(e -> e.key().equals(entry.key()));
        all.add(entry);
        return new Options(all);
    }

    /** The options as {@code WITH} has them. */
    @Override
    public String toString() {
        LineBuilder text = new LineBuilder(64);
        print(text);
        return text.toString();
    }

    /** Appends the options as {@code WITH} has them. */
    void print(LineBuilder text) {
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0) {
                text.append(';');
            }
            entries.get(i).print(text);
        }
    }
}
