package dev.towpath.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** A SHA-256 that grows with the bytes that pass, and can be read on the way. */
final class RunningSha256 {

    private final MessageDigest digest = dev.towpath.digest.Sha256.begin();
    private long length;

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
            return dev.towpath.digest.Sha256.hex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // those that are begun can be
        }
    }
}
