package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A command of the {@code token} dialect: a verb, and the rest as its argument.
 *
 * @param argument as the client wrote it; empty if there is none, or if it is no text
 */
public record TokenCommand(Verb verb, String argument) {

    /** What a client can ask for. */
    public enum Verb {
        CD,
        MKDIR,
        RM,
        MV,
        UL,
        DL,
        INFO,
        EXIT,
        /** Anything else. */
        UNKNOWN;

        /** True if a message of its own comes before the status. */
        public boolean hasPayload() {
            return this == DL || this == INFO;
        }
    }

    private static final char SPACE = ' ';

    /** Reads what stood before the token. A verb is known by it even where its argument is none. */
    public static TokenCommand parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int space = text.indexOf(SPACE);
        Verb verb = verb(space < 0 ? text : text.substring(0, space));
        try {
            return new TokenCommand(
                    verb, space < 0 ? "" : Text.decode(Arrays.copyOfRange(bytes, space + 1, bytes.length)));
        } catch (CharacterCodingException e) {
            return new TokenCommand(verb, "\u0000"); // no path either, and refused as such
        }
    }

    /** Prints the command without its token. */
    public byte[] print() {
        String word = verb.name().toLowerCase(Locale.ROOT);
        return (argument.isEmpty() ? word : word + SPACE + argument).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Resolves a path as a client writes it: relative to a directory unless it begins with {@code /}, and {@code ..} never leads above
     * the root.
     *
     * @throws RefusedException {@code bad name}
     */
    public static RemotePath resolve(RemotePath directory, String path) {
        Deque<String> kept = new ArrayDeque<>(path.startsWith("/") ? List.of() : directory.components());
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                kept.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                kept.addLast(part);
            }
        }
        try {
            return RemotePath.ofFolder(String.join("/", kept));
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }

    private static Verb verb(String word) {
        String upper = Text.asciiUpper(word);
        for (Verb verb : Verb.values()) {
            if (verb != Verb.UNKNOWN && verb.name().equals(upper)) {
                return verb;
            }
        }
        return Verb.UNKNOWN;
    }
}
