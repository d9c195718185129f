package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.ClientSession;
import dev.towpath.net.Dialer;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.PeerFaultException;
import dev.towpath.net.PeerKind;
import dev.towpath.net.PeerKinds;
import dev.towpath.net.Resolver;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Route;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to the last node of a route, over at most one connection to its first hop: introduced when it is made, and made anew when it
 * has gone, or an answer on it was not read to its end. One request at a time, on one event loop; or, with {@link #askBehind}, many.
 *
 * <p>An older first hop gets the core alone, over a connection of its own each time; all else is refused here, as such a node would.
 */
final class NodeLink {

    /** How long a kept connection is trusted with what must not be asked twice. */
    private static final Duration TRUSTED = Duration.ofSeconds(1);

    private final ContextInternal context;
    private final Connector connector;
    private @Nullable ClientSession session;
    private @Nullable NodeIdentity peer;
    private @Nullable NodeLink beside;
    private long restingSince;

    /** What all links of one route share. */
    record Connector(Dialer dialer, Resolver resolver, Route hops, ClientLimits limits, PeerKinds kinds) {

        HostPort first() {
            return hops.next();
        }

        Future<ClientSession> connect(ContextInternal context) {
            return dialer.dial(context, resolver.resolve(first().host()), first().port(), limits.connectTimeout())
                    .map(connection -> new ClientSession(connection, limits))
                    .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure, first())));
        }
    }

    NodeLink(ContextInternal context, Connector connector) {
        this.context = context;
        this.connector = connector;
    }

    /** The event loop on which all of it happens. */
    ContextInternal context() {
        return context;
    }

    /** A second link to the same node, for what is to be asked while this one is at work; it is closed with this one. */
    NodeLink beside() {
        NodeLink second = beside == null ? new NodeLink(context, connector) : beside;
        beside = second;
        return second;
    }

    /** A further link to the same node, with an order of its own on the same event loop, for the caller to close. */
    NodeLink another() {
        ContextInternal own =
                context.owner().createEventLoopContext(context.nettyEventLoop(), null, context.classLoader());
        return new NodeLink(own, connector);
    }

    /** True if the first hop, which has introduced itself on the present connection, takes this option. */
    boolean takes(String option) {
        return peer != null && peer.options().contains(option);
    }

    /** Asks something without options. */
    Future<Response> ask(Request request) {
        return ask(request, Options.NONE, null);
    }

    Future<Response> ask(Request request, Options options) {
        return ask(request, options, null);
    }

    /**
     * Asks the last node, waiting through its {@code WAIT} lines.
     *
     * @param content what stands right behind the line, if the options say so
     * @return the final answer, or a {@code GO}; what a node refuses is a {@link RefusedException}, {@code unknown command} also if the
     *     node is older and the request is not of the core
     */
    Future<Response> ask(Request request, Options options, @Nullable ByteSource content) {
        boolean kept = isUsable(request);
        return introduced(request)
                .compose(known -> known.isPresent() ? askTowpath(request, options, content, kept) : askOlder(request));
    }

    /**
     * Asks on the connection there is, right behind requests that still wait for their answers, and never a second time. To be used only
     * after {@link #introduced} has told of a node, until something fails.
     */
    Future<Response> askBehind(Request request, Options options, @Nullable ByteSource content) {
        return peer == null
                ? Future.failedFuture(new PeerFaultException(RelayFault.CLOSED_EARLY))
                : send(call(request, options, content)).compose(NodeLink::settled);
    }

    /**
     * Makes sure of a connection that is fit for a request.
     *
     * @return who the first hop is; nothing if it is older
     */
    Future<Optional<NodeIdentity>> introduced(Request request) {
        if (isUsable(request)) {
            return Future.succeededFuture(Optional.ofNullable(peer));
        }
        close();
        boolean older = connector
                .kinds()
                .of(connector.first())
                .filter(PeerKind::isOlder)
                .isPresent();
        return older ? Future.succeededFuture(Optional.empty()) : introduce(true);
    }

    private boolean isUsable(Request request) {
        return session != null
                && peer != null
                && session.isIdle()
                && (request.isRepeatable() || System.nanoTime() - restingSince < TRUSTED.toNanos());
    }

    /** @param mayRepeat true if a connection that only closes deserves a second look, since the network may have closed it */
    private Future<Optional<NodeIdentity>> introduce(boolean mayRepeat) {
        return connector
                .connect(context)
                .compose(fresh -> fresh.introduce(Asking.INTRODUCTION).transform(known -> {
                    if (known.succeeded() && known.result().isPresent()) {
                        session = fresh;
                        peer = known.result().get();
                        restingSince = System.nanoTime();
                        connector.kinds().learn(connector.first(), PeerKind.of(known.result()));
                        return Future.succeededFuture(known.result());
                    }
                    fresh.close();
                    return known.succeeded() ? older() : notIntroduced(known.cause(), mayRepeat);
                }));
    }

    private Future<Optional<NodeIdentity>> notIntroduced(Throwable failure, boolean mayRepeat) {
        if (!(failure instanceof PeerFaultException fault) || connector.kinds().hasGreeted(connector.first())) {
            return Future.failedFuture(failure);
        }
        return mayRepeat && fault.fault().isDeadConnection() ? introduce(false) : older();
    }

    private Future<Optional<NodeIdentity>> older() {
        if (connector.hops().hops().size() > 1) {
            return Future.failedFuture(new ClientException(
                    Kind.BAD_ROUTE, connector.first() + " is an older program, which can only be the last hop"));
        }
        connector.kinds().learn(connector.first(), PeerKind.OLDER);
        return Future.succeededFuture(Optional.empty());
    }

    private Future<Response> askTowpath(Request request, Options options, @Nullable ByteSource content, boolean kept) {
        Future<Response> answer = send(call(request, options, content));
        if (kept && request.isRepeatable()) {
            answer = answer.recover(failure -> {
                if (failure instanceof PeerFaultException fault
                        && fault.fault().isDeadConnection()
                        && !fault.answerBegan()) {
                    close(); // a kept connection may have been closed at any time
                    return introduced(request)
                            .compose(known ->
                                    known.isPresent() ? send(call(request, options, null)) : askOlder(request));
                }
                return Future.failedFuture(failure);
            });
        }
        return answer.compose(NodeLink::settled);
    }

    private Call call(Request request, Options options, @Nullable ByteSource content) {
        Route beyond = connector.hops().advance();
        Call bare = new Call(beyond, beyond.isEmpty() ? options : options.named(), request);
        return content == null ? bare : bare.withContent(content);
    }

    private Future<Response> askOlder(Request request) {
        boolean core = request instanceof Request.Download
                || (request instanceof Request.ListFiles list
                        && list.directory().isRoot());
        if (!core) {
            return Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND));
        }
        return connector.connect(context).compose(fresh -> {
            session = fresh;
            peer = null;
            return send(Call.of(request)).compose(NodeLink::settled);
        });
    }

    private Future<Response> send(Call call) {
        ClientSession to = session;
        if (to == null) {
            throw new IllegalStateException("not connected");
        }
        ClientLimits limits = connector.limits();
        Duration patience = limits.stallTimeout()
                .plus(limits.hopTimeout().multipliedBy(connector.hops().hops().size()));
        return to.ask(call, patience);
    }

    /** Waits until the node has done its work; a refusal is a {@link RefusedException}. */
    static Future<Response> settled(Response answer) {
        if (answer.status() instanceof Status.Err err) {
            return Future.failedFuture(new RefusedException(err));
        }
        if (answer.status() instanceof Status.Wait && answer.next() != null) {
            return answer.next().proceed(null).compose(NodeLink::settled);
        }
        return Future.succeededFuture(answer);
    }

    /** Nothing is asked for the moment: keeps the connection only if it can be used again. */
    void rest() {
        if (session != null && (peer == null || !session.isIdle())) {
            close();
        }
        if (beside != null) {
            beside.rest();
        }
        restingSince = System.nanoTime();
    }

    /** Closes the connection, if there is one. */
    void close() {
        if (session != null) {
            session.close();
        }
        session = null;
        peer = null;
        if (beside != null) {
            beside.close();
        }
    }
}
