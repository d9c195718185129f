package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines of an answer to {@code LIST}: a name each, then {@code END}. */
public final class Listing {

    private static final String END = "END";

    /** How a file called {@code END} is listed, so that no name ends a listing early. */
    private static final String END_AS_NAME = "./END";

    private Listing() {}

    /** Prints the names a line can carry, in the order given, and {@code END}. */
    public static byte[] print(List<String> names) {
        StringBuilder lines = new StringBuilder(32 * names.size() + 8);
        for (String name : names) {
            if (RemotePath.isListable(name)) {
                lines.append(name.equals(END) ? END_AS_NAME : name).append('\n');
            }
        }
        return lines.append(END).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Prints the lines of an answer to {@code LS} in the order given, and {@code END}; names that a line can't carry are left out. */
    public static byte[] printEntries(List<Entry> entries) {
        StringBuilder lines = new StringBuilder(48 * entries.size() + 8);
        for (Entry entry : entries) {
            if (RemotePath.isListable(entry.name())) {
                lines.append(entry.line()).append('\n');
            }
        }
        return lines.append(END).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the lines of an answer whose end was found already. Only names of a single component are taken: a server's
     * listing never leads into a folder or out of one.
     *
     * @throws BadAnswerException if the lines are not UTF-8
     */
    public static List<String> parse(byte[] lines) {
        String text;
        try {
            text = Text.decode(lines);
        } catch (CharacterCodingException e) {
            throw new BadAnswerException();
        }
        List<String> names = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.equals(END)) {
                break;
            }
            singleComponent(line, names);
        }
        return names;
    }

    private static void singleComponent(String line, List<String> names) {
        try {
            RemotePath path = RemotePath.of(line);
            if (path.components().size() == 1) {
                names.add(path.text());
            }
        } catch (BadNameException e) {
            // not a name, so not a file that could be asked for
        }
    }
}
