package dev.towpath.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that grows with the bytes that pass, and can be read on the way. */
final class Sha256 {

    private final MessageDigest digest;
    private long length;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** Takes all that remains in the buffer. */
    void update(ByteBuffer bytes) {
        length += bytes.remaining();
        digest.update(bytes);
    }

    /** How many bytes have passed. */
    long length() {
        return length;
    }

    /** The digest of what has passed so far, in 64 hexadecimal digits. */
    String hex() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the one that comes with Java can be cloned
        }
    }
}
