package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;

/** Answers what is asked of the node itself, {@code HELLO PING QUIT}, and leaves all else to its role. */
public final class NodeRequests implements RequestHandler {

    private final byte[] greeting;
    private final RequestHandler role;

    public NodeRequests(NodeIdentity identity, RequestHandler role) {
        this.greeting = identity.greeting();
        this.role = role;
    }

    @Override
    public Future<Response> handle(Request request, Caller caller) {
        if (request instanceof Request.Hello) {
            return Future.succeededFuture(Response.of(new Status.Sized(greeting.length), new Body.Bytes(greeting)));
        }
        if (request instanceof Request.Ping || request instanceof Request.Quit) {
            return Future.succeededFuture(Response.of(new Status.Ok()));
        }
        return role.handle(request, caller);
    }
}
