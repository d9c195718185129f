package dev.towpath.net;

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
        SOURCE_FAILED
    }

    static final Outcome COMPLETE = new Outcome(End.COMPLETE, "");

    static Outcome refused(String text) {
        return new Outcome(End.REFUSED, text);
    }

    @Override
    public String toString() {
        String kind = end.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return detail.isEmpty() ? kind : kind + " (" + detail + ')';
    }
}
