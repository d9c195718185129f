package dev.towpath.wire;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Parses and prints first lines of answers. A line that is printed parses back to the same value. */
public final class ResponseCodec {

    private static final byte[] OK = ascii("OK\n");
    private static final String OK_ = "OK ";
    private static final String ERR_ = "ERR ";
    private static final String GO_ = "GO ";

    /** The longest line whose number can't be too large for a {@code long}. */
    private static final int MOST_PLAIN = 3 + 18;

    private ResponseCodec() {}

    /**
     * Parses a first line without its LF.
     *
     * @throws BadAnswerException if it has none of the shapes of the protocol or is not UTF-8
     */
    public static Status parse(byte[] line) {
        long size = plainSize(line);
        if (size >= 0) {
            return new Status.Sized(size);
        }
        String text;
        try {
            text = Text.decode(line);
        } catch (CharacterCodingException e) {
            throw new BadAnswerException();
        }
        if (text.startsWith(ERR_) && text.length() > ERR_.length() && text.indexOf('\r') < 0) {
            return new Status.Err(text.substring(ERR_.length()));
        }
        if (text.startsWith(OK_)) {
            return parseOk(text.substring(OK_.length()));
        }
        if (text.startsWith(GO_)) {
            return parseGo(text.substring(GO_.length()));
        }
        return switch (text) {
            case "OK" -> new Status.Ok();
            case "WAIT" -> new Status.Wait();
            default -> throw new BadAnswerException();
        };
    }

    /** Prints a first line, its LF included. */
    public static byte[] print(Status status) {
        if (status instanceof Status.Ok) {
            return OK.clone();
        }
        byte[] line = (text(status) + '\n').getBytes(StandardCharsets.UTF_8);
        if (line.length > LineFramer.MAX_LINE) {
            throw new BadAnswerException();
        }
        return line;
    }

    private static String text(Status status) {
        if (status instanceof Status.Sized sized) {
            return OK_ + sized.size();
        } else if (status instanceof Status.Err err) {
            return ERR_ + err.text();
        } else if (status instanceof Status.Lines) {
            return "OK LINES";
        } else if (status instanceof Status.Chunks) {
            return "OK CHUNKS";
        } else if (status instanceof Status.Facts facts) {
            return OK_ + facts.number() + ' ' + facts.more();
        } else if (status instanceof Status.Go go) {
            return GO_ + go.offset() + ' ' + (go.count() == Status.Go.CHUNKED ? "-" : Long.toString(go.count()));
        } else if (status instanceof Status.Wait) {
            return "WAIT";
        }
        return "OK";
    }

    /** The number of the most usual line, {@code OK} and not too many digits, which need not become a text for that; -1 for any other. */
    private static long plainSize(byte[] line) {
        if (line.length < 4
                || line.length > MOST_PLAIN
                || line[0] != 'O'
                || line[1] != 'K'
                || line[2] != ' '
                || (line[3] == '0' && line.length > 4)) {
            return -1;
        }
        long size = 0;
        for (int i = 3; i < line.length; i++) {
            if (line[i] < '0' || line[i] > '9') {
                return -1;
            }
            size = size * 10 + line[i] - '0';
        }
        return size;
    }

    private static Status parseOk(String rest) {
        if (rest.equals("LINES")) {
            return new Status.Lines();
        }
        if (rest.equals("CHUNKS")) {
            return new Status.Chunks();
        }
        int space = rest.indexOf(' ');
        long number = number(space < 0 ? rest : rest.substring(0, space));
        if (space < 0) {
            return new Status.Sized(number);
        }
        String more = rest.substring(space + 1);
        if (more.isEmpty() || more.indexOf('\r') >= 0) {
            throw new BadAnswerException();
        }
        return new Status.Facts(number, more);
    }

    private static Status parseGo(String rest) {
        int space = rest.indexOf(' ');
        if (space < 0) {
            throw new BadAnswerException();
        }
        String count = rest.substring(space + 1);
        return new Status.Go(number(rest.substring(0, space)), count.equals("-") ? Status.Go.CHUNKED : number(count));
    }

    private static long number(String digits) {
        long number = Text.number(digits);
        if (number < 0) {
            throw new BadAnswerException();
        }
        return number;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
