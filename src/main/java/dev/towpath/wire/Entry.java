package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.util.Optional;

/**
 * One line of an answer to {@code LS}: {@code <d or f> <size> <mtime> <name>}.
 *
 * @param directory false for a regular file
 * @param size in bytes; 0 for a directory
 * @param modified in milliseconds since 1970
 * @param name a single component
 */
public record Entry(boolean directory, long size, long modified, String name) {

    /** Prints the entry without its LF. */
    public String line() {
        return (directory ? "d " : "f ") + size + ' ' + modified + ' ' + name;
    }

    /** Reads a line; nothing if it is none, or its name could lead into a directory or out of one. */
    public static Optional<Entry> parse(String line) {
        String[] words = line.split(" ", 4);
        if (words.length < 4 || !(words[0].equals("d") || words[0].equals("f"))) {
            return Optional.empty();
        }
        long size = Text.number(words[1]);
        long modified = Text.number(words[2]);
        if (size < 0 || modified < 0) {
            return Optional.empty();
        }
        try {
            RemotePath path = RemotePath.of(words[3]);
            return path.text().equals(words[3]) && path.components().size() == 1
                    ? Optional.of(new Entry(words[0].equals("d"), size, modified, words[3]))
                    : Optional.empty();
        } catch (BadNameException e) {
            return Optional.empty();
        }
    }
}
