package dev.towpath.wire;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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

    /** Keys that speak to the next relay alone, and are set anew by every one. */
    private static final String HOP_PREFIX = "hop-";

    private static final Set<String> KNOWN = Set.of(HOP_LEFT, SID);

    private static final Pattern KEY = Pattern.compile("[a-z0-9-]+");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._:/+=-]*");
    private static final Pattern SID_FORM = Pattern.compile("[0-9a-f]{16}");

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
            if (!KEY.matcher(key).matches()
                    || (value != null && !VALUE.matcher(value).matches())) {
                throw new IllegalArgumentException("not an option: " + key + '=' + value);
            }
        }

        @Override
        public String toString() {
            return (mandatory ? "!" : "") + key + (value == null ? "" : '=' + value);
        }
    }

    /** @throws IllegalArgumentException if they are too long, or a key stands in them twice */
    public Options {
        entries = List.copyOf(entries);
        if (print(entries).length() > MAX_BYTES
                || entries.stream().map(Entry::key).distinct().count() < entries.size()) {
            throw new IllegalArgumentException("too many options");
        }
    }

    /**
     * Reads options as {@code WITH} has them, joined by semicolons.
     *
     * @throws RefusedException {@code option not supported} if they are of no such form
     */
    public static Options parse(String text) {
        List<Entry> entries = new ArrayList<>();
        try {
            if (text.length() > MAX_BYTES) {
                throw new IllegalArgumentException("too long");
            }
            for (String option : text.split(";", -1)) {
                boolean mandatory = option.startsWith("!");
                String bare = mandatory ? option.substring(1) : option;
                int equals = bare.indexOf('=');
                entries.add(new Entry(
                        mandatory,
                        equals < 0 ? bare : bare.substring(0, equals),
                        equals < 0 ? null : bare.substring(equals + 1)));
            }
            return new Options(entries);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED);
        }
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The value of a key; empty text if it was written without one. */
    public Optional<String> value(String key) {
        for (Entry entry : entries) {
            if (entry.key().equals(key)) {
                return Optional.of(entry.value() == null ? "" : entry.value());
            }
        }
        return Optional.empty();
    }

    /** The transfer's name, if it has one of the right form. */
    public Optional<String> sid() {
        return value(SID).filter(sid -> SID_FORM.matcher(sid).matches());
    }

    /** How many relays the request may still pass; none if it does not say, or says nothing that is a small number. */
    public OptionalInt hopLeft() {
        long left = Text.number(value(HOP_LEFT).orElse(""));
        return left < 0 || left > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) left);
    }

    /** The first option that must be understood, if there is any. */
    public Optional<Entry> firstMandatory() {
        return entries.stream().filter(Entry::mandatory).findFirst();
    }

    /** The first option that must be understood and that no request of this version knows. */
    public Optional<Entry> firstUnknownMandatory() {
        return entries.stream()
                .filter(e -> e.mandatory() && !KNOWN.contains(e.key()))
                .findFirst();
    }

    /** The options a relay passes on: all but those for the relay itself, and how many more it may pass. */
    public Options forNextHop(int hopLeft) {
        List<Entry> passed = new ArrayList<>();
        passed.add(new Entry(false, HOP_LEFT, Integer.toString(hopLeft)));
        entries.stream().filter(e -> !e.key().startsWith(HOP_PREFIX)).forEach(passed::add);
        return new Options(passed);
    }

    /** These and a name for the transfer, if it has none yet. */
    public Options named() {
        return sid().isPresent()
                ? this
                : with(
                        SID,
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }

    /** These and one more, in place of one of the same key. */
    public Options with(String key, String value) {
        List<Entry> all = new ArrayList<>(entries);
        all.removeIf(e -> e.key().equals(key));
        all.add(new Entry(false, key, value));
        return new Options(all);
    }

    /** The options as {@code WITH} has them. */
    @Override
    public String toString() {
        return print(entries);
    }

    private static String print(List<Entry> entries) {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(";"));
    }
}
