package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;

/**
 * Where a call goes within a node: what names a further hop to the relay, what is asked of the node itself ({@code HELLO PING QUIT})
 * is answered here, all else is the role's.
 */
public final class NodeRequests implements RequestHandler {

    private final byte[] greeting;
    private final RequestHandler relay;
    private final RequestHandler role;

    public NodeRequests(NodeIdentity identity, RequestHandler relay, RequestHandler role) {
        this.greeting = identity.greeting();
        this.relay = relay;
        this.role = role;
    }

    @Override
    public Future<Response> handle(Call call, Caller caller) {
        Promise<Response> answer = Promise.promise();
        handle(call, caller, answer);
        return answer.future();
    }

    @Override
    public void handle(Call call, Caller caller, Handler<AsyncResult<Response>> told) {
        Request request = call.request();
        if (!call.route().isEmpty()) {
            if (request instanceof Request.Quit) {
                told.handle(Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND)));
            } else {
                relay.handle(call, caller, told);
            }
        } else if (request.isTransfer()) {
            role.handle(call, caller, told);
        } else {
            call.options().refuseUnknownTo(request);
            told.handle(Future.succeededFuture(
                    request instanceof Request.Hello
                            ? Response.of(new Status.Sized(greeting.length), new Body.Bytes(greeting))
                            : Response.of(new Status.Ok())));
        }
    }
}
