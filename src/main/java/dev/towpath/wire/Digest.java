package dev.towpath.wire;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a whole file, as {@code HASH} and a finished {@code UPLOAD} answer it.
 *
 * @param size of the file in bytes
 * @param sha256 64 hexadecimal digits
 */
public record Digest(long size, String sha256) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final String SHA256_ = "sha256 ";

    /** @throws IllegalArgumentException if it is none */
    public Digest {
        if (!isSha256(sha256) || size < 0) {
            throw new IllegalArgumentException("not a digest");
        }
    }

    /** True for 64 lower-case hexadecimal digits. */
    public static boolean isSha256(String text) {
        return FORM.matcher(text).matches();
    }

    /** The first line that says so. */
    public Status.Facts status() {
        return new Status.Facts(size, SHA256_ + sha256);
    }

    /** Reads a first line; nothing if it is none of this form. */
    public static Optional<Digest> of(Status status) {
        return status instanceof Status.Facts facts
                        && facts.more().startsWith(SHA256_)
                        && isSha256(facts.more().substring(SHA256_.length()))
                ? Optional.of(new Digest(facts.number(), facts.more().substring(SHA256_.length())))
                : Optional.empty();
    }
}
