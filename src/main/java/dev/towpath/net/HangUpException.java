package dev.towpath.net;

/** A failure that has one signal left: the connection closes before the promised bytes have passed. */
public final class HangUpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param why for the log, in a few words */
    public HangUpException(String why) {
        super(why, null, false, false);
    }
}
