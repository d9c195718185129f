package dev.towpath.store;

/** Says why a store could not do what was asked. The message may hold a path of the host: it is for the log, not for peers. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What a peer may know of it. */
    public enum Reason {
        /** No such file, or nothing that a peer may know of. */
        NOT_FOUND,
        /** No such directory. */
        DIRECTORY_NOT_FOUND,
        /** A file where a directory was expected. */
        NOT_A_DIRECTORY,
        DIRECTORY_NOT_EMPTY,
        EXISTS,
        NOT_ALLOWED,
        NO_SPACE,
        CHECKSUM_MISMATCH,
        /** The file, or the upload, is no longer the one that was meant. */
        CHANGED,
        /** Bytes are missing, or there are too many. */
        INCOMPLETE,
        /** Too much is under way; later it may work. */
        BUSY,
        /** The file system failed. */
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
