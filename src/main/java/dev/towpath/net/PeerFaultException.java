package dev.towpath.net;

import dev.towpath.wire.RelayFault;

/** Says that the node on the other end of an outbound connection could not be reached, or did not keep to the protocol. */
public final class PeerFaultException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final RelayFault fault;
    private final boolean answerBegan;

    public PeerFaultException(RelayFault fault) {
        this(fault, false);
    }

    /** @param answerBegan true if any byte of an answer had come, so that the request must not be sent again */
    public PeerFaultException(RelayFault fault, boolean answerBegan) {
        super(fault.text(), null, false, false);
        this.fault = fault;
        this.answerBegan = answerBegan;
    }

    public RelayFault fault() {
        return fault;
    }

    public boolean answerBegan() {
        return answerBegan;
    }
}
