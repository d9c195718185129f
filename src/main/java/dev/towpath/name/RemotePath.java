package dev.towpath.name;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A path below the served root in its one canonical spelling: components joined by {@code /}, no empty one, no {@code .} or
 * {@code ..}, no control characters, at most {@value #MAX_BYTES} bytes of UTF-8. The root itself is the empty text.
 *
 * <p>The rules speak of the text alone: a value of this type says nothing about what exists.
 */
public record RemotePath(String text) {

    /** The longest path, in bytes of UTF-8, as it was written by the peer. */
    public static final int MAX_BYTES = 4096;

    /** Components that begin so are a node's own temporary files and exist for nobody else. */
    public static final String RESERVED_PREFIX = ".towpath-";

    /** Orders names by their bytes in UTF-8, as listings are. */
    public static final Comparator<String> BYTE_ORDER = RemotePath::compareBytes;

    /** The served root. */
    public static final RemotePath ROOT = new RemotePath("");

    /** @throws BadNameException if the text is not in canonical form */
    public RemotePath {
        if (!isSimple(text) && !text.equals(canonical(text))) {
            throw new BadNameException("not a canonical path", text);
        }
    }

    /**
     * Reads a path that names something below the root.
     *
     * @throws BadNameException if the rules refuse it or nothing but the root is left of it
     */
    public static RemotePath of(String text) {
        RemotePath path = ofFolder(text);
        if (path.isRoot()) {
            throw new BadNameException("the path names nothing below the root", text);
        }
        return path;
    }

    /**
     * Reads a path that may be the root itself, as {@code .} or {@code a/..}.
     *
     * @throws BadNameException if the rules refuse it
     */
    public static RemotePath ofFolder(String text) {
        return new RemotePath(isSimple(text) ? text : canonical(text));
    }

    /**
     * True if {@code name} can stand as one line of a listing: not empty, no control characters, valid UTF-16, and short
     * enough for a path.
     */
    public static boolean isListable(String name) {
        return !name.isEmpty() && carries(name);
    }

    /** True for the path that names the root. */
    public boolean isRoot() {
        return text.isEmpty();
    }

    /** The components in order; none for the root. */
    public List<String> components() {
        return isRoot() ? List.of() : List.of(text.split("/", -1));
    }

    /** The last component, under which a copy is saved; empty for the root. */
    public String fileName() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    /** True if any component belongs to the node's own temporary files. */
    public boolean isReserved() {
        return text.startsWith(RESERVED_PREFIX) || text.contains("/" + RESERVED_PREFIX);
    }

    @Override
    public String toString() {
        return text;
    }

    private static int compareBytes(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Integer.compare(rank(x), rank(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** In UTF-8 a surrogate pair sorts behind every other character, in UTF-16 before U+E000. */
    private static int rank(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    private static String canonical(String text) {
        if (!carries(text)) {
            throw new BadNameException("a line cannot carry this path", text);
        }
        if (text.startsWith("/")) {
            throw new BadNameException("the path is absolute", text);
        }
        List<String> kept = new ArrayList<>();
        for (String part : text.split("/", -1)) {
            if (part.equals("..")) {
                if (kept.isEmpty()) {
                    throw new BadNameException("the path climbs above the root", text);
                }
                kept.remove(kept.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                kept.add(part);
            }
        }
        return String.join("/", kept);
    }

    /** A quick look that knows nearly all that are canonical: plain ASCII, no part empty, none beginning with a dot, and not long. */
    private static boolean isSimple(String text) {
        char before = '/';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Printable.isPlain(c) || (before == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            before = c;
        }
        return text.isEmpty() || (before != '/' && text.length() <= MAX_BYTES);
    }

    private static boolean carries(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Printable.isPlain(c) && (Printable.isControl(c) || Printable.isLoneSurrogate(text, i))) {
                return false;
            }
        }
        // a UTF-16 unit becomes at most three bytes
        return text.length() <= MAX_BYTES / 3 || text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
