package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server of the {@code token} dialect sends first: the names in its working directory, directories before files.
 *
 * @param path the working directory
 * @param names single components that a line can carry
 * @param error why there are no names, if that is known; older servers have no such line
 */
public record TokenWelcome(String path, List<String> names, Status.@Nullable Err error) {

    private static final String BEFORE_PATH = "Current Directory: ";
    private static final String BEHIND_PATH = ":\n|";
    private static final String BEFORE_NAME = "-- ";

    public TokenWelcome {
        names = List.copyOf(names);
    }

    /** Prints the welcome without its token. */
    public byte[] print() {
        StringBuilder text = new StringBuilder(64 + 32 * names.size())
                .append(BEFORE_PATH)
                .append(path)
                .append(BEHIND_PATH);
        names.forEach(name -> text.append('\n').append(BEFORE_NAME).append(name));
        if (error != null) {
            text.append("\nERR ").append(error.text());
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what stood before the token. Only names of a single component are taken: a welcome never leads into a folder or out of
     * one.
     *
     * @throws BadAnswerException if it is no welcome
     */
    public static TokenWelcome parse(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        int behind = text.indexOf(BEHIND_PATH);
        if (!text.startsWith(BEFORE_PATH) || behind < BEFORE_PATH.length()) {
            throw new BadAnswerException();
        }
        List<String> names = new ArrayList<>();
        Status.Err error = null;
        for (String line : text.substring(behind + BEHIND_PATH.length()).split("\n", -1)) {
            if (line.startsWith(BEFORE_NAME) && isSingleComponent(line.substring(BEFORE_NAME.length()))) {
                names.add(line.substring(BEFORE_NAME.length()));
            } else if (TokenStatus.isError(line)) {
                error = TokenStatus.error(line);
            }
        }
        return new TokenWelcome(text.substring(BEFORE_PATH.length(), behind), names, error);
    }

    private static boolean isSingleComponent(String name) {
        try {
            RemotePath path = RemotePath.of(name);
            return path.text().equals(name) && path.components().size() == 1;
        } catch (BadNameException e) {
            return false;
        }
    }
}
