package dev.towpath.proxy;

import dev.towpath.net.Caller;
import dev.towpath.net.RequestHandler;
import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Response;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls on: one with a route to its next hop, if the policy allows that, one without to the node's own upstream. Each
 * client has upstream connections of its own.
 */
public final class Relay implements RequestHandler {

    private final Optional<HostPort> upstream;
    private final RelayPolicy policy;
    private final Outbound outbound;
    private final NatTable nat;

    /**
     * Makes a relay.
     *
     * @param upstream where calls without a route go; a node without one refuses them
     */
    public Relay(Optional<HostPort> upstream, RelayPolicy policy, Outbound outbound, NatTable nat) {
        this.upstream = upstream;
        this.policy = policy;
        this.outbound = outbound;
        this.nat = nat;
    }

    @Override
    public Future<Response> handle(Call call, Caller caller) {
        Promise<Response> answer = Promise.promise();
        handle(call, caller, answer);
        return answer.future();
    }

    @Override
    public void handle(Call call, Caller caller, Handler<AsyncResult<Response>> told) {
        Hop hop;
        try {
            hop = Hop.of(call, upstream);
        } catch (RefusedException e) {
            told.handle(Future.failedFuture(e));
            return;
        }
        boolean named = !call.route().isEmpty();
        if (named && call.route().protocol() != Protocol.LINE) {
            new ChainRelay(caller, outbound, nat)
                    .exchange(hop, policy.addressesOf(hop.address()))
                    .onComplete(told);
            return;
        }
        links(caller)
                .to(hop.address())
                .exchange(
                        hop,
                        new OneLookUp(() -> named
                                ? policy.addressesOf(hop.address())
                                : outbound.resolver().resolve(hop.address().host())),
                        told);
    }

    /** A name is looked up once for a call, however often it dials. */
    private static final class OneLookUp implements Supplier<Future<List<InetAddress>>> {
        private final Supplier<Future<List<InetAddress>>> lookUp;
        private @Nullable Future<List<InetAddress>> answer;

        OneLookUp(Supplier<Future<List<InetAddress>>> lookUp) {
            this.lookUp = lookUp;
        }

        @Override
        public Future<List<InetAddress>> get() {
            Future<List<InetAddress>> known = answer;
            if (known == null) {
                known = lookUp.get();
                answer = known;
            }
            return known;
        }
    }

    private ClientLinks links(Caller caller) {
        if (caller.attachment() instanceof ClientLinks known) {
            return known;
        }
        ClientLinks fresh = new ClientLinks(address -> new UpstreamLink(caller, address, outbound, nat));
        caller.attach(fresh);
        caller.gone().onComplete(v -> fresh.close());
        return fresh;
    }
}
