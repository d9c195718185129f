package dev.towpath.wire;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A role's answer to one request, or an interim line on the way to it.
 *
 * @param status the first line; {@code WAIT} or {@code GO} if it is interim
 * @param body what follows it; nothing if it is interim
 * @param next how the exchange goes on if it is interim, else null
 * @param done told exactly once when the answer has left or never will: with null, or with what stopped it; not used if it is interim
 */
public record Response(Status status, Body body, @Nullable Continuation next, Consumer<@Nullable Throwable> done) {

    /** A final answer. */
    public Response(Status status, Body body, Consumer<@Nullable Throwable> done) {
        this(status, body, null, done);
    }

    /** An answer of one line. */
    public static Response of(Status status) {
        return of(status, new Body.Empty());
    }

    public static Response of(Status status, Body body) {
        return new Response(status, body, cause -> {});
    }

    /** A line on the way to the answer. */
    public static Response interim(Status status, Continuation next) {
        return new Response(status, new Body.Empty(), next, cause -> {});
    }

    /** Says that the answer will not be sent, and gives back what it holds. */
    public void discard(Throwable cause) {
        body.discard();
        done.accept(cause);
        if (next != null) {
            next.abandon(cause);
        }
    }
}
