package dev.towpath.proxy;

import dev.towpath.net.Caller;
import dev.towpath.net.ChainAnswer;
import dev.towpath.net.ClientGoneException;
import dev.towpath.net.Connection;
import dev.towpath.wire.ChainCodec;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call on its way along one of the older chains: a connection of its own, from dialling to the last byte. */
final class ChainRelay {

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
        NatEntry entry = nat.open(caller.address(), hop.address(), hop.call());
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
        entry.sent(new NatPath(caller.address(), dialled.localPort(), hop.address()), request.length);
        Protocol protocol = hop.call().route().protocol();
        int hops = 1 + hop.call().route().hops().size();
        return ChainAnswer.ask(dialled, protocol, request, outbound.limits(), outbound.patience(hops));
    }

    private Response relayed(Response response, NatEntry entry) {
        entry.streaming();
        return new Response(response.status(), CountedSource.counting(response.body(), entry), cause -> {
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
