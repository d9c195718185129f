package dev.towpath.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 for lines: what is not valid is an error, never a replacement character. */
public final class Text {

    private Text() {}

    /**
     * Decodes a line.
     *
     * @throws CharacterCodingException if the bytes are not valid UTF-8
     */
    public static String decode(byte[] line) throws CharacterCodingException {
        return decode(line, 0, line.length);
    }

    /** The same for a part of a line. */
    static String decode(byte[] line, int from, int to) throws CharacterCodingException {
        for (int i = from; i < to; i++) {
            if (line[i] < 0) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(line, from, to - from))
                        .toString();
            }
        }
        // what is ASCII is the same in this one, and is not looked at once more
        return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Folds a to z alone: Unicode's rules would make a verb of letters that are none of it. */
    static String asciiUpper(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (asciiUpper(c) != c) {
                char[] chars = text.toCharArray();
                for (int j = i; j < chars.length; j++) {
                    chars[j] = asciiUpper(chars[j]);
                }
                return new String(chars);
            }
        }
        return text;
    }

    private static char asciiUpper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }

    /** Reads {@code 0} or {@code [1-9][0-9]{0,18}} up to 2^63−1; -1 for anything else. */
    public static long number(String digits) {
        int n = digits.length();
        if (n == 0 || n > 19 || (n > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < n; i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
