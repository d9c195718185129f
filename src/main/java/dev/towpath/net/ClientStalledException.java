package dev.towpath.net;

/** Says that the client did not read its answer for the stall time, or read it below the minimum rate. */
public final class ClientStalledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClientStalledException() {
        super("the client does not read", null, false, false);
    }
}
