package dev.towpath.client;

import java.util.List;
import java.util.Optional;

/**
 * What has become of a tree.
 *
 * @param files that are whole
 * @param bytes of these files
 * @param again bytes that were transferred more than once
 * @param unverified how many of these files could not be compared by digest
 * @param failed how many files and directories could not be transferred
 * @param failures which these are, in the order in which they failed; the first of them, if there are very many
 * @param stopped why the rest was not even tried; nothing if all was
 * @param seconds from the first question to the last byte
 */
public record TreeResult(
        long files,
        long bytes,
        long again,
        long unverified,
        long failed,
        List<Failure> failures,
        Optional<Throwable> stopped,
        double seconds) {

    /** A file or a directory that could not be transferred. */
    public record Failure(String path, Throwable why) {}

    /** One file that is whole. */
    public record Moved(long bytes, long again, boolean verified, String sha256, double seconds) {

        static Moved of(Received received) {
            return new Moved(
                    received.bytes(), received.again(), received.verified(), received.sha256(), received.seconds());
        }

        static Moved of(Sent sent) {
            return new Moved(sent.bytes(), sent.again(), sent.verified(), sent.sha256(), sent.seconds());
        }
    }

    /** True if every file that was wanted is there. */
    public boolean isWhole() {
        return failed == 0 && stopped.isEmpty();
    }
}
