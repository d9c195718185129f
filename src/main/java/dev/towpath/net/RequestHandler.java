package dev.towpath.net;

import dev.towpath.wire.Call;
import dev.towpath.wire.Response;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;

/** What a role does: it turns a request into a response. Every dialect calls it, every role implements it. */
@FunctionalInterface
public interface RequestHandler {

    /**
     * Answers one request. Called on the caller's event loop; the future ends there too.
     *
     * @return a response that the caller sends or discards, or a failure: {@link dev.towpath.wire.RefusedException} for an
     *     {@code ERR} line, anything else for a hang-up
     */
    Future<Response> handle(Call call, Caller caller);

    /**
     * The same without a future, which a handler that waits for others may do with fewer steps.
     *
     * @param told hears once, on the caller's event loop, of what the future would end with; not called if this throws
     */
    default void handle(Call call, Caller caller, Handler<AsyncResult<Response>> told) {
        handle(call, caller).onComplete(told);
    }
}
