package dev.towpath.wire;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code INFO} answers of a path.
 *
 * @param size in bytes; 0 for a directory
 * @param modified in milliseconds since 1970, floored
 * @param tag a text without blanks that is another whenever the content may be another
 */
public record Facts(boolean directory, long size, long modified, String tag) {

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9._:/+=-]{1,128}");

    /** @throws IllegalArgumentException if the tag could not stand in an option */
    public Facts {
        if (!TAG.matcher(tag).matches() || size < 0 || modified < 0) {
            throw new IllegalArgumentException("not the facts of a file");
        }
    }

    /** The first line that says so. */
    public Status.Facts status() {
        return new Status.Facts(size, (directory ? "d " : "f ") + modified + ' ' + tag);
    }

    /** Reads a first line; nothing if it is none of this form. */
    public static Optional<Facts> of(Status status) {
        if (!(status instanceof Status.Facts facts)) {
            return Optional.empty();
        }
        String[] words = facts.more().split(" ", 3);
        boolean fits = words.length == 3
                && (words[0].equals("d") || words[0].equals("f"))
                && TAG.matcher(words[2]).matches();
        long modified = fits ? Text.number(words[1]) : -1;
        return modified < 0
                ? Optional.empty()
                : Optional.of(new Facts(words[0].equals("d"), facts.number(), modified, words[2]));
    }
}
