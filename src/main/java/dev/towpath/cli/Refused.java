package dev.towpath.cli;

import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;

/** Tells what a node's no was about. */
final class Refused {

    private Refused() {}

    /** True if a node said so, and that is all that went wrong. */
    static boolean by(Throwable failure, Refusal refusal) {
        return failure instanceof RefusedException refused
                && Refusal.of(refused.status().text()).filter(refusal::equals).isPresent();
    }
}
