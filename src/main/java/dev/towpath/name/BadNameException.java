package dev.towpath.name;

/** Says that a text is no name that Towpath would carry; the message quotes the text, escaped. */
public final class BadNameException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;
    private static final int QUOTED = 120;

    BadNameException(String why, String text) {
        super(why + ": \"" + quote(text) + '"');
    }

    private static String quote(String text) {
        String shown = Printable.escape(text);
        return shown.length() <= QUOTED ? shown : shown.substring(0, QUOTED) + "…";
    }
}
