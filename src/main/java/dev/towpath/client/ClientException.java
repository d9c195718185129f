package dev.towpath.client;

/** Says why what a user asked for was not done, in words for that user. */
public final class ClientException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The kinds that a script may want to tell apart. */
    public enum Kind {
        CANNOT_CONNECT,
        TIMED_OUT,
        INCOMPLETE,
        CHECKSUM_MISMATCH,
        IS_DIRECTORY,
        NO_LOCAL_SPACE,
        BAD_LOCAL_NAME,
        BAD_ROUTE,
        RELAY_REFUSED,
        OTHER
    }

    private final Kind kind;

    public ClientException(Kind kind, String why) {
        super(why);
        this.kind = kind;
    }

    public ClientException(Kind kind, String why, Throwable cause) {
        super(why, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
