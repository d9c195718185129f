package dev.towpath.wire;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A role's answer to one request.
 *
 * @param status the first line
 * @param body what follows it
 * @param done told exactly once when the answer has left or never will: with null, or with what stopped it
 */
public record Response(Status status, Body body, Consumer<@Nullable Throwable> done) {

    /** An answer of one line. */
    public static Response of(Status status) {
        return of(status, new Body.Empty());
    }

    public static Response of(Status status, Body body) {
        return new Response(status, body, cause -> {});
    }

    /** Says that the answer will not be sent, and gives back what it holds. */
    public void discard(Throwable cause) {
        body.discard();
        done.accept(cause);
    }
}
