package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses and prints request lines. A line that is printed parses back to the same value. */
public final class RequestCodec {

    private static final String DOWNLOAD = "DOWNLOAD";

    private RequestCodec() {}

    /**
     * Parses one line without its LF.
     *
     * @throws RefusedException with the answer the peer is owed: {@code unknown command}, {@code bad name}
     */
    public static Request parse(byte[] line) {
        String text;
        try {
            text = Text.decode(line);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
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

    /** Prints the request as one line, its LF included. */
    public static byte[] print(Request request) {
        byte[] bytes = (request.line() + '\n').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LineFramer.MAX_LINE) {
            throw new RefusedException(Refusal.LINE_TOO_LONG);
        }
        return bytes;
    }

    private static RemotePath path(String text) {
        try {
            return RemotePath.of(text);
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }
}
