package dev.towpath.store;

/** Says why a store could not do what was asked. The message may hold a path of the host: it is for the log, not for peers. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a peer may know of it. */
    public enum Reason {
        NOT_FOUND,
        NOT_ALLOWED,
        BUSY,
        BROKEN
    }

    private final Reason reason;

    public StoreException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StoreException(Reason reason, Throwable cause) {
        super(cause.toString(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
