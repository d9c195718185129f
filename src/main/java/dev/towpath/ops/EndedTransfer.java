package dev.towpath.ops;

import dev.towpath.net.Outcome;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import java.time.Duration;
import java.time.Instant;

/**
 * A transfer that is over.
 *
 * @param atMillis when it ended, in milliseconds since 1970
 * @param client its address and port
 * @param sid the transfer's name in the logs of all hops; empty if it has none
 */
record EndedTransfer(
        long id,
        long atMillis,
        String session,
        String client,
        Request request,
        Route route,
        String sid,
        long bytes,
        Duration took,
        Outcome outcome) {

    Instant at() {
        return Instant.ofEpochMilli(atMillis);
    }
}
