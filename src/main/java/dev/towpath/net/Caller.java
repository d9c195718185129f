package dev.towpath.net;

import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;

/**
 * Who asks: one connection of a client, the same value for all its requests.
 *
 * @param session a short text that tells this connection from others in the logs
 * @param address the client's address and port, as logs and tables show them
 * @param context where its requests are handled
 * @param gone ends when the connection is closed, however that came
 */
public record Caller(String session, String address, ContextInternal context, Future<Void> gone) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return session + ' ' + address;
    }
}
