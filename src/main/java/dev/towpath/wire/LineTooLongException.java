package dev.towpath.wire;

/** Says that a peer sent a line beyond the protocol's limit; what follows it on the connection can't be understood. */
public final class LineTooLongException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param limit the longest one in bytes */
    public LineTooLongException(int limit) {
        super("a line of more than " + limit + " bytes", null, false, false);
    }
}
