package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The options of one request, as {@code WITH} carries them, in the order they were written. No key stands in them twice. */
public final class Options {

    /** The longest list of options in bytes. */
    public static final int MAX_BYTES = 1024;

    /** None. */
    public static final Options NONE = new Options(new Option[0], null);

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

    /** So few keys are compared with each other faster than they are gathered in a set. */
    private static final int FEW = 8;

    private static final byte[] SID_IS = (' ' + SID + '=').getBytes(StandardCharsets.US_ASCII);

    private final Option[] options;
    private final @Nullable Option sid;

    /**
     * Takes options of which no key stands there twice.
     *
     * @param sid that of them which names the transfer
     * @throws IllegalArgumentException if they are more than {@value #MAX_BYTES} bytes
     */
    private Options(Option[] options, @Nullable Option sid) {
        this.options = options;
        this.sid = sid;
        if (length(options) > MAX_BYTES) {
            throw new IllegalArgumentException("too many options");
        }
    }

    /** @throws IllegalArgumentException if they are more than {@value #MAX_BYTES} bytes, or a key stands in them twice */
    private static Options of(Option[] options) {
        if (hasTwice(options)) {
            throw new IllegalArgumentException("an option stands there twice");
        }
        Option named = find(SID, options);
        return new Options(options, named != null && named.isSidValue() ? named : null);
    }

    private static int length(Option[] options) {
        int length = -1;
        for (Option option : options) {
            length += 1 + option.length();
        }
        return length;
    }

    private static boolean hasTwice(Option[] options) {
        if (options.length > FEW) {
            return Arrays.stream(options).map(Option::key).distinct().count() < options.length;
        }
        for (int i = 1; i < options.length; i++) {
            for (int j = 0; j < i; j++) {
                if (options[i].key().equals(options[j].key())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Reads options as {@code WITH} has them, joined by semicolons.
     *
     * @param from where they begin in the line
     * @param to where they end
     * @throws RefusedException {@code option not supported} if they are of no such form
     */
    static Options parse(byte[] line, int from, int to) {
        Option[] read = new Option[2]; // so many a relay passes on
        int count = 0;
        try {
            if (to - from > MAX_BYTES) {
                throw new IllegalArgumentException("too long");
            }
            int at = from;
            do {
                if (count == read.length) {
                    read = Arrays.copyOf(read, 2 * count);
                }
                Option option = Option.read(line, at, to);
                read[count++] = option;
                at += option.length() + 1;
            } while (at <= to);
            return of(fitting(read, count));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED);
        }
    }

    private static Option[] fitting(Option[] options, int count) {
        return count == options.length ? options : Arrays.copyOf(options, count);
    }

    public boolean isEmpty() {
        return options.length == 0;
    }

    /** The value of a key; empty text if it was written without one. */
    public Optional<String> value(String key) {
        Option option = find(key);
        return option == null ? Optional.empty() : Optional.of(text(option));
    }

    private @Nullable Option find(String key) {
        return find(key, options);
    }

    private static @Nullable Option find(String key, Option[] options) {
        for (Option option : options) {
            if (option.key().equals(key)) {
                return option;
            }
        }
        return null;
    }

    private static String text(Option option) {
        String value = option.value();
        return value == null ? "" : value;
    }

    /** The transfer's name, if it has one of the right form. */
    public Optional<String> sid() {
        return sid == null ? Optional.empty() : Optional.of(text(sid));
    }

    /** How many relays the request may still pass; none if it does not say, or says nothing that is a small number. */
    public OptionalInt hopLeft() {
        Option said = find(HOP_LEFT);
        long left = said == null ? -1 : Text.number(text(said));
        return left < 0 || left > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) left);
    }

    /** The key of the first option that must be understood, if there is any. */
    public Optional<String> firstMandatory() {
        return Arrays.stream(options)
                .filter(Option::isMandatory)
                .map(Option::key)
                .findFirst();
    }

    /**
     * Makes sure that a request understands every option that it must.
     *
     * @throws RefusedException {@code option not supported} with the first key that it does not
     */
    public void refuseUnknownTo(Request request) {
        for (Option option : options) {
            if (option.isMandatory()
                    && !COMMON.contains(option.key())
                    && !request.options().contains(option.key())) {
                throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED, option.key());
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
        Option body = find(BODY);
        if (body == null) {
            return 0;
        }
        long length = Text.number(text(body));
        return length > MAX_BODY ? -1 : (int) length;
    }

    /**
     * The options a relay passes on: all but those for the relay itself, how many more it may pass, and a name for the transfer if it
     * has none yet.
     *
     * @throws IllegalArgumentException if they become too long
     */
    public Options forNextHop(int hopLeft) {
        Option[] passed = new Option[options.length + 2];
        int count = 0;
        passed[count++] = Option.hopLeft(hopLeft);
        for (Option option : options) {
            if (!option.key().startsWith(HOP_PREFIX)
                    && (sid != null || !option.key().equals(SID))) {
                passed[count++] = option;
            }
        }
        Option name = sid;
        if (name == null) {
            name = Option.freshSid();
            passed[count++] = name;
        }
        return new Options(fitting(passed, count), name);
    }

    /** These and a name for the transfer, if it has none yet. */
    public Options named() {
        return sid != null ? this : with(Option.freshSid());
    }

    /**
     * These and one more, in place of one of the same key.
     *
     * @param value null for a key alone
     * @throws IllegalArgumentException if the key or the value is not of its form, or they become too long
     */
    public Options with(String key, @Nullable String value) {
        return with(Option.of(false, key, value));
    }

    /** The same, for an option that must be understood. */
    public Options withMandatory(String key, @Nullable String value) {
        return with(Option.of(true, key, value));
    }

    private Options with(Option option) {
        Stream<Option> others = Arrays.stream(options).filter(o -> !o.key().equals(option.key()));
        return of(Stream.concat(others, Stream.of(option)).toArray(Option[]::new));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Options those && Arrays.equals(options, those.options);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(options);
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
        for (int i = 0; i < options.length; i++) {
            if (i > 0) {
                text.append(';');
            }
            options[i].print(text);
        }
    }

    /** Appends the transfer's name as a line for people has it, if there is one. */
    void printSid(LineBuilder text) {
        if (sid != null) {
            sid.printValue(text.append(SID_IS));
        }
    }
}
