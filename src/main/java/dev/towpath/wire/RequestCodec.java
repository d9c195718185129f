package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Parses and prints request lines. A line that is printed parses back to the same value. */
public final class RequestCodec {

    private static final byte[] VIA = ascii("VIA ");
    private static final byte[] WITH = ascii("WITH ");
    private static final byte[] UPLOAD = ascii("UPLOAD ");

    /** Every verb this version knows, in the order in which it tells them. */
    public static final List<String> VERBS = List.of(
            "LIST",
            "LS",
            "INFO",
            "HASH",
            "SUM",
            "DOWNLOAD",
            "RANGE",
            "UPLOAD",
            "MKDIR",
            "RM",
            "MV",
            "HELLO",
            "PING",
            "QUIT");

    private static final byte[][] VERB_BYTES =
            VERBS.stream().map(RequestCodec::ascii).toArray(byte[][]::new);

    private RequestCodec() {}

    /**
     * Parses one line without its LF.
     *
     * @throws RefusedException with the answer the peer is owed: {@code unknown command}, {@code bad name}, {@code bad number},
     *     {@code bad route}, {@code option not supported}
     */
    public static Call parse(byte[] line) {
        try {
            return call(line);
        } catch (RefusedException e) {
            text(line, 0); // what is no text is a bad name, whatever else is wrong with it
            throw e;
        }
    }

    /** What is not UTF-8 is refused by whatever part of a line it stands in. */
    private static Call call(byte[] line) {
        int at = 0;
        Route route = Route.NONE;
        Options options = Options.NONE;
        if (hasPrefix(line, at, VIA)) {
            int end = wordEnd(line, at + VIA.length);
            route = Route.parse(latin(line, at + VIA.length, end));
            at = behind(line, end);
        }
        if (hasPrefix(line, at, WITH)) {
            int end = wordEnd(line, at + WITH.length);
            options = Options.parse(line, at + WITH.length, end);
            at = behind(line, end);
        }
        if (hasPrefix(line, at, VIA)) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        return new Call(route, options, request(line, at));
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
        int at = hasPrefix(line, 0, VIA) ? behind(line, wordEnd(line, VIA.length)) : 0;
        if (hasPrefix(line, at, WITH)) {
            try {
                int begin = at + WITH.length;
                Options options = Options.parse(line, begin, wordEnd(line, begin));
                if (options.has(Options.BODY)) {
                    return options.bodyLength();
                }
            } catch (RefusedException e) {
                // then the rest of the line decides
            }
        }
        // a line that is of no proper form and speaks of content somewhere: nobody knows what its sender thinks comes
        // next
        boolean prefixed = hasPrefix(line, 0, VIA) || hasPrefix(line, 0, WITH);
        return prefixed && Text.asciiUpper(latin(line, 0, line.length)).contains("BODY=") ? -1 : 0;
    }

    /** True if a line that may be refused is an {@code UPLOAD}, behind whatever prefixes. */
    public static boolean isUpload(byte[] line) {
        int at = 0;
        while (hasPrefix(line, at, VIA) || hasPrefix(line, at, WITH)) {
            at = behind(line, wordEnd(line, behind(line, wordEnd(line, at))));
        }
        return hasPrefix(line, at, UPLOAD);
    }

    private static Request request(byte[] line, int at) {
        int end = wordEnd(line, at);
        String verb = verb(line, at, end);
        return end == line.length ? bare(verb) : about(verb, text(line, end + 1));
    }

    private static String verb(byte[] line, int at, int end) {
        for (int i = 0; i < VERB_BYTES.length; i++) {
            if (VERB_BYTES[i].length == end - at && hasPrefix(line, at, VERB_BYTES[i])) {
                return VERBS.get(i);
            }
        }
        throw new RefusedException(Refusal.UNKNOWN_COMMAND);
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

    private static boolean hasPrefix(byte[] line, int at, byte[] upper) {
        if (line.length - at < upper.length) {
            return false;
        }
        for (int i = 0; i < upper.length; i++) {
            byte c = line[at + i];
            if (c != upper[i] && (c < 'a' || c > 'z' || c - ('a' - 'A') != upper[i])) {
                return false;
            }
        }
        return true;
    }

    private static int wordEnd(byte[] line, int begin) {
        int end = begin;
        while (end < line.length && line[end] != ' ') {
            end++;
        }
        return end;
    }

    /** Where the line goes on behind the blank that ended a word, if one did. */
    private static int behind(byte[] line, int wordEnd) {
        return Math.min(wordEnd + 1, line.length);
    }

    private static String text(byte[] line, int from) {
        try {
            return Text.decode(line, from, line.length);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }

    /** A part of a line of which only what is ASCII will be found to be right. */
    private static String latin(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
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
