package dev.towpath.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The secret by which callers from other hosts are let in. Never printed. */
final class AdminToken {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 4096;
    private static final String SCHEME = "bearer ";

    private final byte[] token;

    private AdminToken(byte[] token) {
        this.token = token;
    }

    /**
     * Reads a token, the one line of a file.
     *
     * @throws IllegalArgumentException if the file can't be read, or holds no line of printable ASCII of 16 to 4096 characters
     */
    static AdminToken read(Path file) {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(LONGEST + 2), StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        }
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!printable || text.length() < SHORTEST || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    file + " must hold one token of " + SHORTEST + " to " + LONGEST + " characters of ASCII");
        }
        return new AdminToken(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether an {@code Authorization} header has it; takes as long for one that is nearly right as for any other. */
    boolean isIn(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return false;
        }
        String given = authorization.substring(SCHEME.length()).strip();
        return MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8));
    }
}
