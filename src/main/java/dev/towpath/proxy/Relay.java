package dev.towpath.proxy;

import dev.towpath.net.Caller;
import dev.towpath.net.RequestHandler;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The proxy role: every request that moves files goes to the upstream, over a connection of its client's own. */
public final class Relay implements RequestHandler {

    private final Upstream upstream;
    private final NatTable nat;
    private final Map<Caller, UpstreamLink> links = new ConcurrentHashMap<>();

    public Relay(Upstream upstream, NatTable nat) {
        this.upstream = upstream;
        this.nat = nat;
    }

    @Override
    public Future<Response> handle(Request request, Caller caller) {
        if (!request.isTransfer()) {
            return Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND));
        }
        return link(caller).exchange(request);
    }

    private UpstreamLink link(Caller caller) {
        UpstreamLink known = links.get(caller);
        if (known != null) {
            return known;
        }
        UpstreamLink link = new UpstreamLink(caller, upstream, nat);
        links.put(caller, link);
        caller.gone().onComplete(v -> {
            links.remove(caller);
            link.close();
        });
        return link;
    }
}
