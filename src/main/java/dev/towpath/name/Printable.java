package dev.towpath.name;

/** Makes text that came from a peer safe to show on a terminal and in a log line. */
public final class Printable {

    private Printable() {}

    /**
     * Escapes what could move the cursor, hide text or reorder it: control and C1 characters, line and paragraph separators,
     * bidirectional controls and lone surrogates, each as {@code \}{@code uXXXX}. All else stays as it is.
     */
    public static String escape(String text) {
        int clean = 0;
        while (clean < text.length() && !needsEscape(text, clean)) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, clean);
        for (int i = clean; i < text.length(); i++) {
            char c = text.charAt(i);
            if (needsEscape(text, i)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** True for the characters that no line of the protocol carries in a name: U+0000–001F, 007F–009F, 2028 and 2029. */
    static boolean isControl(char c) {
        return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029;
    }

    private static boolean needsEscape(String text, int i) {
        char c = text.charAt(i);
        return !isPlain(c) && (isControl(c) || isBidiControl(c) || isLoneSurrogate(text, i));
    }

    /** True for the characters of ASCII that can be seen, and the blank: almost all there are. */
    public static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f;
    }

    private static boolean isBidiControl(char c) {
        return c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** True if the UTF-16 unit at {@code i} is half of a pair whose other half is missing. */
    static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
