package dev.towpath.client;

import dev.towpath.net.ChainAnswer;
import dev.towpath.net.Dialer;
import dev.towpath.net.Resolver;
import dev.towpath.wire.Call;
import dev.towpath.wire.ChainCodec;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Options;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;

/** Fetches along one of the older chains, where a connection carries one request. */
record ChainFetch(VertxInternal vertx, Dialer dialer, Resolver resolver, ClientLimits limits) {

    Future<Received> run(Location location, PlainDownload download) {
        Promise<Received> promise = Promise.promise();
        ContextInternal context = vertx.createEventLoopContext();
        Route hops = location.hops();
        HostPort first = hops.next();
        Call call = new Call(hops.advance(), Options.NONE, new Request.Download(location.path()));
        context.runOnContext(v -> dialer.dial(
                        context, resolver.resolve(first.host()), first.port(), limits.connectTimeout())
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure, first)))
                .compose(connection -> ChainAnswer.ask(
                                connection,
                                hops.protocol(),
                                ChainCodec.print(first, call),
                                limits,
                                limits.stallTimeout())
                        .compose(download::receive)
                        .onComplete(done -> connection.abort()))
                .recover(failure -> Future.failedFuture(Failures.told(failure, hops)))
                .onComplete(promise));
        return promise.future();
    }
}
