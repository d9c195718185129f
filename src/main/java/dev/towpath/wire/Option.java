package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One option of a request, kept as it is written: {@code key} or {@code key=value}, with {@code !} before it where a node that does not
 * know the key must refuse the request. A key is {@code [a-z0-9-]+}, a value {@code [A-Za-z0-9._:/+=-]*}.
 */
final class Option {

    private static final int OF_VALUE = 1;
    private static final int OF_KEY = 2;

    /** Of what each character of ASCII may be a part: of values, or of keys as well. */
    private static final byte[] PART = new byte[128];

    static {
        mark("ABCDEFGHIJKLMNOPQRSTUVWXYZ._:/+=", OF_VALUE);
        mark("abcdefghijklmnopqrstuvwxyz0123456789-", OF_KEY);
    }

    private static final byte[][] KNOWN = Options.KNOWN.stream()
            .map(key -> key.getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    /** How many relays are left, for the numbers that relays pass on. */
    private static final Option[] LEFT = IntStream.range(0, 16)
            .mapToObj(left -> of(false, Options.HOP_LEFT, Integer.toString(left)))
            .toArray(Option[]::new);

    private static final byte[] SID_IS = (Options.SID + '=').getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int SID_LENGTH = 16;

    private final boolean mandatory;
    private final String key;
    private final byte[] written;
    private final int valueAt;
    private @Nullable String value;

    private Option(boolean mandatory, String key, byte[] written, int valueAt) {
        this.mandatory = mandatory;
        this.key = key;
        this.written = written;
        this.valueAt = valueAt;
    }

    /**
     * Makes one.
     *
     * @param value null for a key alone
     * @throws IllegalArgumentException if the key or the value is not of its form
     */
    static Option of(boolean mandatory, String key, @Nullable String value) {
        String text = (mandatory ? "!" : "") + key + (value == null ? "" : "=" + value);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Option option = read(bytes, 0, bytes.length);
        if (option.length() != bytes.length || !option.key().equals(key)) {
            throw new IllegalArgumentException("not an option: " + text);
        }
        return option;
    }

    /** How many relays a request may still pass. */
    static Option hopLeft(int left) {
        return left < LEFT.length ? LEFT[left] : of(false, Options.HOP_LEFT, Integer.toString(left));
    }

    /** A name for a transfer that nothing else has. */
    static Option freshSid() {
        byte[] written = Arrays.copyOf(SID_IS, SID_IS.length + SID_LENGTH);
        long random = ThreadLocalRandom.current().nextLong();
        for (int i = written.length - 1; i >= SID_IS.length; i--) {
            written[i] = HEX[(int) random & 15];
            random >>>= 4;
        }
        return new Option(false, Options.SID, written, SID_IS.length);
    }

    /**
     * Reads the option that begins in a line, up to a semicolon or the end of the options.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Option read(byte[] line, int from, int end) {
        boolean mandatory = from < end && line[from] == '!';
        int keyFrom = mandatory ? from + 1 : from;
        int keyEnd = endOf(OF_KEY, line, keyFrom, end);
        boolean valued = keyEnd < end && line[keyEnd] == '=';
        int to = valued ? endOf(OF_VALUE, line, keyEnd + 1, end) : keyEnd;
        if (keyEnd == keyFrom || (to < end && line[to] != ';')) {
            throw new IllegalArgumentException("not an option");
        }
        String key = key(line, keyFrom, keyEnd);
        return new Option(mandatory, key, Arrays.copyOfRange(line, from, to), valued ? keyEnd + 1 - from : -1);
    }

    private static int endOf(int part, byte[] line, int from, int end) {
        int at = from;
        while (at < end && line[at] >= 0 && PART[line[at]] >= part) {
            at++;
        }
        return at;
    }

    /** The key's text; nearly all are known, and of those there is one already. */
    private static String key(byte[] line, int from, int to) {
        for (int i = 0; i < KNOWN.length; i++) {
            if (KNOWN[i].length == to - from && Arrays.equals(KNOWN[i], 0, to - from, line, from, to)) {
                return Options.KNOWN.get(i);
            }
        }
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }

    private static void mark(String characters, int part) {
        characters.chars().forEach(c -> PART[c] = (byte) part);
    }

    boolean isMandatory() {
        return mandatory;
    }

    String key() {
        return key;
    }

    /** The value; null if it was not even written that there is one. */
    @Nullable
    String value() {
        String known = value;
        if (known == null && valueAt >= 0) {
            known = new String(written, valueAt, written.length - valueAt, StandardCharsets.US_ASCII);
            value = known;
        }
        return known;
    }

    /** How long it is as it is written, in bytes. */
    int length() {
        return written.length;
    }

    /** True if its value has the form of a transfer's name. */
    boolean isSidValue() {
        if (valueAt < 0 || written.length - valueAt != SID_LENGTH) {
            return false;
        }
        for (int i = valueAt; i < written.length; i++) {
            byte c = written[i];
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /** Appends it as it is written. */
    void print(LineBuilder text) {
        text.append(written);
    }

    /** Appends its value, if there is one. */
    void printValue(LineBuilder text) {
        if (valueAt >= 0) {
            text.append(written, valueAt, written.length);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Option option && Arrays.equals(written, option.written);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(written);
    }

    @Override
    public String toString() {
        return new String(written, StandardCharsets.US_ASCII);
    }
}
