package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses and prints request lines. A line that is printed parses back to the same value. */
public final class RequestCodec {

    private static final String DOWNLOAD = "DOWNLOAD";
    private static final String VIA = "VIA ";
    private static final String WITH = "WITH ";

    private RequestCodec() {}

    /**
     * Parses one line without its LF.
     *
     * @throws RefusedException with the answer the peer is owed: {@code unknown command}, {@code bad name}, {@code bad route},
     *     {@code option not supported}
     */
    public static Call parse(byte[] line) {
        String rest;
        try {
            rest = Text.decode(line);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
        Route route = Route.NONE;
        Options options = Options.NONE;
        if (hasPrefix(rest, VIA)) {
            rest = rest.substring(VIA.length());
            route = Route.parse(word(rest));
            rest = behindWord(rest);
        }
        if (hasPrefix(rest, WITH)) {
            rest = rest.substring(WITH.length());
            options = Options.parse(word(rest));
            rest = behindWord(rest);
        }
        if (hasPrefix(rest, VIA)) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        return new Call(route, options, request(rest));
    }

    /**
     * Prints the call as one line, its LF included.
     *
     * @throws RefusedException {@code line too long}
     */
    public static byte[] print(Call call) {
        byte[] bytes = (call.line() + '\n').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LineFramer.MAX_LINE) {
            throw new RefusedException(Refusal.LINE_TOO_LONG);
        }
        return bytes;
    }

    private static Request request(String text) {
        int space = text.indexOf(' ');
        String verb = Text.asciiUpper(space < 0 ? text : text.substring(0, space));
        String rest = space < 0 ? "" : text.substring(space + 1);
        if (verb.equals(DOWNLOAD) && !rest.isEmpty()) {
            return new Request.Download(path(rest));
        }
        if (space >= 0) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        return switch (verb) {
            case "LIST" -> new Request.ListFiles();
            case "HELLO" -> new Request.Hello();
            case "PING" -> new Request.Ping();
            case "QUIT" -> new Request.Quit();
            default -> throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        };
    }

    private static boolean hasPrefix(String text, String prefix) {
        return text.length() >= prefix.length()
                && Text.asciiUpper(text.substring(0, prefix.length())).equals(prefix);
    }

    private static String word(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    private static String behindWord(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? "" : text.substring(space + 1);
    }

    private static RemotePath path(String text) {
        try {
            return RemotePath.of(text);
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }
}
