package dev.towpath.net;

import java.time.Duration;

/** Hears what an operator wants to know of a node. Called on event loops, by many at a time: must return at once. */
public interface NodeListener extends TransferListener {

    /**
     * A connection to another node was asked for.
     *
     * @param took from the look-up of its name to the connection, or to the failure
     */
    default void dialled(Duration took, boolean connected) {}
}
