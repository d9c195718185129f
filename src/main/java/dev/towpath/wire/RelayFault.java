package dev.towpath.wire;

/** What can go wrong between a relay and its next hop before an answer began: the causes behind {@code proxy error: }. */
public enum RelayFault {
    UNKNOWN_HOST("unknown host"),
    REFUSED("refused"),
    TIMEOUT("timeout"),
    RESET("reset"),
    CLOSED_EARLY("closed early"),
    BAD_ANSWER("bad answer"),
    BUSY("busy"),
    OUTCOME_UNKNOWN("outcome unknown"),
    LOOP("loop");

    private final String text;

    RelayFault(String text) {
        this.text = text;
    }

    /** True if the connection went away, as a kept one may at any time; the next one may well work. */
    public boolean isDeadConnection() {
        return this == RESET || this == CLOSED_EARLY;
    }

    /** The cause as the protocol spells it. */
    public String text() {
        return text;
    }
}
