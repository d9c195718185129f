package dev.towpath.net;

import dev.towpath.wire.LineBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How a transfer ended.
 *
 * @param end the kind, of which there are few
 * @param detail a few words for the log; empty where the kind says all
 */
public record Outcome(End end, String detail) {

    /** The ways a transfer can end. */
    public enum End {
        /** Every byte was handed to the kernel. */
        COMPLETE,
        /** The answer was an {@code ERR} line. */
        REFUSED,
        /** The client's connection went away. */
        CLIENT_GONE,
        /** The client did not read. */
        CLIENT_STALLED,
        /** The file, or the node it came from, failed after the answer had begun. */
        SOURCE_FAILED;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The kind as metrics and logs name it, {@code client_gone} say. */
        public String label() {
            return label;
        }
    }

    /** Every byte left. */
    public static final Outcome COMPLETE = new Outcome(End.COMPLETE, "");

    private static final byte[] COMPLETE_TEXT = COMPLETE.toString().getBytes(StandardCharsets.US_ASCII);

    /** A transfer that a node refused in these words. */
    public static Outcome refused(String text) {
        return new Outcome(End.REFUSED, text);
    }

    /** A transfer that was broken by this. */
    public static Outcome of(Throwable failure) {
        if (failure instanceof ClientStalledException) {
            return new Outcome(End.CLIENT_STALLED, "");
        }
        if (failure instanceof ClientGoneException) {
            return new Outcome(End.CLIENT_GONE, "");
        }
        String why = failure.getMessage();
        return new Outcome(End.SOURCE_FAILED, why == null ? failure.toString() : why);
    }

    /** Appends it as the log shows it; nothing in it can end a line or fool a terminal. */
    void print(LineBuilder line) {
        if (equals(COMPLETE)) {
            line.append(COMPLETE_TEXT);
        } else {
            line.appendEscaped(toString());
        }
    }

    @Override
    public String toString() {
        String kind = end.label().replace('_', ' ');
        return detail.isEmpty() ? kind : kind + " (" + detail + ')';
    }
}
