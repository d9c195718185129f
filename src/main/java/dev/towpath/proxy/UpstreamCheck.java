package dev.towpath.proxy;

import dev.towpath.net.ClientSession;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.Optional;

/** Looks whether a proxy's upstream is there, and is not the proxy itself. */
public final class UpstreamCheck {

    private final VertxInternal vertx;
    private final Outbound outbound;
    private final HostPort upstream;
    private final NodeIdentity self;

    public UpstreamCheck(Vertx vertx, Outbound outbound, HostPort upstream, NodeIdentity self) {
        this.vertx = (VertxInternal) vertx;
        this.outbound = outbound;
        this.upstream = upstream;
        this.self = self;
    }

    /**
     * Looks now.
     *
     * @return what is wrong, or nothing; never fails. An older program is as good an upstream as any.
     */
    public Future<Optional<String>> problem() {
        Promise<Optional<String>> promise = Promise.promise();
        ContextInternal context = vertx.createEventLoopContext();
        context.runOnContext(v -> outbound.dialer()
                .dial(context, outbound.resolver().resolve(upstream.host()), upstream.port())
                .compose(connection -> {
                    ClientSession session = new ClientSession(connection, outbound.limits());
                    return session.introduce(Outbound.INTRODUCTION)
                            .otherwise(Optional.empty()) // it is there, whatever it says
                            .onComplete(done -> session.close());
                })
                .map(this::judge)
                .otherwise(failure -> Optional.of(upstream + ": " + reason(failure)))
                .onComplete(promise));
        return promise.future();
    }

    private Optional<String> judge(Optional<NodeIdentity> peer) {
        boolean itself = peer.isPresent() && peer.get().node().equals(self.node());
        return itself ? Optional.of(upstream + " is this proxy itself") : Optional.empty();
    }

    private static String reason(Throwable failure) {
        return failure instanceof PeerFaultException fault ? fault.fault().text() : failure.toString();
    }
}
