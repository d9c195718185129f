package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * What ends every message of one connection of the {@code token} dialect: {@code <}, eight letters or digits, {@code >}.
 *
 * @param text {@value #LENGTH} characters
 */
public record Token(String text) {

    /** The length in bytes. */
    public static final int LENGTH = 10;

    private static final Pattern FORM = Pattern.compile("<[A-Za-z0-9]{8}>");
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** @throws IllegalArgumentException if the text is not of that form */
    public Token {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a token");
        }
    }

    /** Draws a new one; what is stored must not be able to foresee it, so the source has to be a secure one. */
    public static Token random(Random secure) {
        StringBuilder text = new StringBuilder(LENGTH).append('<');
        while (text.length() < LENGTH - 1) {
            text.append(LETTERS.charAt(secure.nextInt(LETTERS.length())));
        }
        return new Token(text.append('>').toString());
    }

    /** Reads what a peer sent first; nothing if that is no token. */
    public static Optional<Token> of(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new Token(text)) : Optional.empty();
    }

    /** The bytes as they are sent. */
    public byte[] bytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Not for logs: who knows it can end a message of the connection. */
    @Override
    public String toString() {
        return "a token";
    }
}
