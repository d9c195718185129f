package dev.towpath.proxy;

import dev.towpath.name.Printable;
import dev.towpath.net.Caller;
import dev.towpath.net.ChainAnswer;
import dev.towpath.net.ClientGoneException;
import dev.towpath.net.Connection;
import dev.towpath.wire.Body;
import dev.towpath.wire.ChainCodec;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One call on its way along one of the older chains: a connection of its own, from dialling to the last byte. */
final class ChainRelay {

    private static final Logger LOG = Logger.getLogger("dev.towpath.nat");

    private final Caller caller;
    private final Outbound outbound;
    private final NatTable nat;
    private @Nullable Connection connection;

    ChainRelay(Caller caller, Outbound outbound, NatTable nat) {
        this.caller = caller;
        this.outbound = outbound;
        this.nat = nat;
    }

    /** Relays the call; its entry is in the table until the answer has left or never will, or the client is gone. */
    Future<Response> exchange(Hop hop, Future<List<InetAddress>> addresses) {
        byte[] request = ChainCodec.print(hop.address(), hop.call());
        NatEntry entry = nat.open(caller.remote(), hop.address(), hop.call());
        caller.gone().onComplete(v -> {
            nat.close(entry);
            release();
        });
        return outbound.dialer()
                .dial(
                        caller.context(),
                        addresses,
                        hop.address().port(),
                        outbound.limits().chainConnectTimeout())
                .compose(dialled -> ask(dialled, hop, request, entry))
                .map(response -> relayed(response, entry))
                .onFailure(failure -> nat.close(entry));
    }

    private Future<Response> ask(Connection dialled, Hop hop, byte[] request, NatEntry entry) {
        connection = dialled;
        if (caller.gone().isComplete()) {
            release();
            return Future.failedFuture(new ClientGoneException());
        }
        entry.sent(dialled.localPort(), request.length);
        if (LOG.isInfoEnabled()) {
            LOG.infof(
                    "NAT %s -> :%d -> %s %s",
                    caller.remote(), dialled.localPort(), hop.address(), Printable.escape(entry.summary()));
        }
        Protocol protocol = hop.call().route().protocol();
        int hops = 1 + hop.call().route().hops().size();
        return ChainAnswer.ask(dialled, protocol, request, outbound.limits(), outbound.patience(hops));
    }

    private Response relayed(Response response, NatEntry entry) {
        entry.streaming();
        Body body = response.body() instanceof Body.Stream stream
                ? new Body.Stream(new CountedSource(stream.source(), entry))
                : response.body();
        return new Response(response.status(), body, cause -> {
            nat.close(entry);
            release();
        });
    }

    private void release() {
        if (connection != null) {
            connection.abort();
        }
    }
}
