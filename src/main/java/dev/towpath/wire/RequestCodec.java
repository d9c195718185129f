package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses and prints request lines. A line that is printed parses back to the same value. */
public final class RequestCodec {

    private static final String VIA = "VIA ";
    private static final String WITH = "WITH ";

    private RequestCodec() {}

    /**
     * Parses one line without its LF.
     *
     * @throws RefusedException with the answer the peer is owed: {@code unknown command}, {@code bad name}, {@code bad number},
     *     {@code bad route}, {@code option not supported}
     */
    public static Call parse(byte[] line) {
        String text;
        try {
            text = Text.decode(line);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
        int at = 0;
        Route route = Route.NONE;
        Options options = Options.NONE;
        if (hasPrefix(text, at, VIA)) {
            int end = wordEnd(text, at + VIA.length());
            route = Route.parse(text.substring(at + VIA.length(), end));
            at = behind(text, end);
        }
        if (hasPrefix(text, at, WITH)) {
            int end = wordEnd(text, at + WITH.length());
            options = Options.parse(text.substring(at + WITH.length(), end));
            at = behind(text, end);
        }
        if (hasPrefix(text, at, VIA)) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        return new Call(route, options, request(text, at));
    }

    /**
     * Prints the call as one line, its LF included.
     *
     * @throws RefusedException {@code line too long}
     */
    public static byte[] print(Call call) {
        LineBuilder line = new LineBuilder(80);
        call.print(line);
        byte[] bytes = line.append('\n').toBytes();
        if (bytes.length > LineFramer.MAX_LINE) {
            throw new RefusedException(Refusal.LINE_TOO_LONG);
        }
        return bytes;
    }

    /**
     * How many bytes follow a line and belong to it, because it carries {@code body=}, even if it is refused.
     *
     * @return 0 to {@value Options#MAX_BODY}, or -1 if the line says that bytes follow and not how many
     */
    public static int bodyLength(byte[] line) {
        String all = new String(line, StandardCharsets.ISO_8859_1);
        int at = hasPrefix(all, 0, VIA) ? behind(all, wordEnd(all, VIA.length())) : 0;
        if (hasPrefix(all, at, WITH)) {
            try {
                int begin = at + WITH.length();
                Options options = Options.parse(all.substring(begin, wordEnd(all, begin)));
                if (options.has(Options.BODY)) {
                    return options.bodyLength();
                }
            } catch (RefusedException e) {
                // then the rest of the line decides
            }
        }
        // a line that is of no proper form and speaks of content somewhere: nobody knows what its sender thinks comes
        // next
        boolean prefixed = hasPrefix(all, 0, VIA) || hasPrefix(all, 0, WITH);
        return prefixed && Text.asciiUpper(all).contains("BODY=") ? -1 : 0;
    }

    /** True if a line that may be refused is an {@code UPLOAD}, behind whatever prefixes. */
    public static boolean isUpload(byte[] line) {
        String all = new String(line, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (hasPrefix(all, at, VIA) || hasPrefix(all, at, WITH)) {
            at = behind(all, wordEnd(all, behind(all, wordEnd(all, at))));
        }
        return hasPrefix(all, at, "UPLOAD ");
    }

    private static Request request(String text, int at) {
        int space = text.indexOf(' ', at);
        String verb = Text.asciiUpper(text.substring(at, space < 0 ? text.length() : space));
        return space < 0 ? bare(verb) : about(verb, text.substring(space + 1));
    }

    private static Request bare(String verb) {
        return switch (verb) {
            case "LIST" -> new Request.ListFiles();
            case "LS" -> new Request.ListEntries(RemotePath.ROOT);
            case "HELLO" -> new Request.Hello();
            case "PING" -> new Request.Ping();
            case "QUIT" -> new Request.Quit();
            default -> throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        };
    }

    private static Request about(String verb, String rest) {
        if (rest.isEmpty()) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        return switch (verb) {
            case "LIST" -> new Request.ListFiles(path(rest));
            case "LS" -> new Request.ListEntries(folder(rest));
            case "INFO" -> new Request.Info(folder(rest));
            case "DOWNLOAD" -> new Request.Download(path(rest));
            case "HASH" -> new Request.Hash(path(rest));
            case "MKDIR" -> new Request.MakeDirectory(path(rest));
            case "RM" -> new Request.Remove(path(rest));
            case "RANGE", "SUM", "UPLOAD" -> counted(verb, rest);
            case "MV" -> move(rest);
            default -> throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        };
    }

    /** The verbs that have numbers before the path. */
    private static Request counted(String verb, String rest) {
        int numbers = verb.equals("SUM") ? 3 : verb.equals("RANGE") ? 2 : 1;
        String[] words = rest.split(" ", numbers + 1);
        if (words.length <= numbers || words[numbers].isEmpty()) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        if (verb.equals("UPLOAD")) {
            long size = words[0].equals("-") ? Request.Upload.CHUNKED : number(words[0]);
            return new Request.Upload(size, path(words[1]));
        }
        if (verb.equals("RANGE")) {
            return new Request.Range(number(words[0]), number(words[1]), path(words[2]));
        }
        return new Request.Sum(number(words[0]), number(words[1]), number(words[2]), path(words[3]));
    }

    private static Request move(String rest) {
        int tab = rest.indexOf('\t');
        if (tab < 0) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        return new Request.Move(path(rest.substring(0, tab)), path(rest.substring(tab + 1)));
    }

    private static long number(String digits) {
        long number = Text.number(digits);
        if (number < 0) {
            throw new RefusedException(Refusal.BAD_NUMBER);
        }
        return number;
    }

    private static boolean hasPrefix(String text, int at, String prefix) {
        if (text.length() - at < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (Text.asciiUpper(text.charAt(at + i)) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int wordEnd(String text, int begin) {
        int space = text.indexOf(' ', begin);
        return space < 0 ? text.length() : space;
    }

    /** Where the text goes on behind the blank that ended a word, if one did. */
    private static int behind(String text, int wordEnd) {
        return Math.min(wordEnd + 1, text.length());
    }

    private static RemotePath folder(String text) {
        try {
            return RemotePath.ofFolder(text);
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }

    private static RemotePath path(String text) {
        try {
            return RemotePath.of(text);
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }
}
