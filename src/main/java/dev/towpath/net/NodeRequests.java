package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;

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
        Request request = call.request();
        if (!call.route().isEmpty()) {
            return request instanceof Request.Quit
                    ? Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND))
                    : relay.handle(call, caller);
        }
        if (request.isTransfer()) {
            return role.handle(call, caller);
        }
        call.options().refuseUnknownTo(request);
        return Future.succeededFuture(
                request instanceof Request.Hello
                        ? Response.of(new Status.Sized(greeting.length), new Body.Bytes(greeting))
                        : Response.of(new Status.Ok()));
    }
}
