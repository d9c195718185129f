package dev.towpath.dialect;

import dev.towpath.net.TokenWriter;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param payload the message before the status, where one is due
 * @param error what the status is to tell, if the command failed
 */
record TokenReply(@Nullable Payload payload, Status.@Nullable Err error) {

    /** A message before the status. */
    interface Payload {

        /** Sends it; called at most once, and if it is not, the session is over. */
        Future<Void> send(TokenWriter writer);
    }

    private static final byte[] NOTHING = {};

    /** The command did what it should, and the status says all. */
    static final TokenReply DONE = new TokenReply(null, null);

    static TokenReply of(Payload payload) {
        return new TokenReply(payload, null);
    }

    /** The command failed. */
    static TokenReply failed(Status.Err error, boolean payloadDue) {
        return new TokenReply(payloadDue ? writer -> writer.message(NOTHING) : null, error);
    }
}
