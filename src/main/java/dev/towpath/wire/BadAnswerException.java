package dev.towpath.wire;

/** Says that a peer's answer has none of the protocol's shapes. Its text is not quoted: it could be anything. */
public final class BadAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BadAnswerException() {
        super("an answer that is not of the protocol", null, false, false);
    }
}
