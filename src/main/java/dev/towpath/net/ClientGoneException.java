package dev.towpath.net;

/** Says that the client's connection went away before its answer had left. */
public final class ClientGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClientGoneException() {
        super("the client is gone", null, false, false);
    }
}
