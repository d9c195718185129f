package dev.towpath.cli;

import dev.towpath.dialect.ChainDialect;
import dev.towpath.dialect.TokenDialect;
import dev.towpath.kernel.Pipes;
import dev.towpath.net.AccessLog;
import dev.towpath.net.Admission;
import dev.towpath.net.Dialect;
import dev.towpath.net.Dialer;
import dev.towpath.net.Limits;
import dev.towpath.net.LineDialect;
import dev.towpath.net.Listener;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.NodeListener;
import dev.towpath.net.NodeRequests;
import dev.towpath.net.PeerKinds;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.Resolver;
import dev.towpath.net.SystemResolver;
import dev.towpath.net.TransferListener;
import dev.towpath.proxy.NatTable;
import dev.towpath.proxy.Outbound;
import dev.towpath.proxy.Relay;
import dev.towpath.proxy.RelayPattern;
import dev.towpath.proxy.RelayPolicy;
import dev.towpath.proxy.UpstreamCheck;
import dev.towpath.server.FileServer;
import dev.towpath.store.FileStore;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Protocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A running server or proxy, put together from its parts.
 *
 * @param listeners the line protocol's first, then those of the older dialects in the order they were asked for
 * @param nat the calls that are being relayed
 * @param upstream where calls without a route go, if anywhere
 * @param problem what keeps it from working, if anything does
 */
public record Node(
        List<Listener> listeners,
        NatTable nat,
        Optional<HostPort> upstream,
        Supplier<Future<Optional<String>>> problem) {

    /**
     * What both roles need.
     *
     * @param host the address to listen on
     * @param port the port to listen on, 0 for a free one
     * @param relayTo the hops that calls may name
     * @param natCapacity the most calls relayed at a time
     * @param dialects further listeners, for the older dialects
     * @param managementPort the node's own, which nobody may be relayed to; 0 if there is none
     * @param listeners hear what goes on
     * @param pipes for bodies that are only passed on
     */
    public record Settings(
            String host,
            int port,
            List<RelayPattern> relayTo,
            int natCapacity,
            List<DialectPort> dialects,
            IntSupplier managementPort,
            Resolver resolver,
            Limits limits,
            List<NodeListener> listeners,
            Pipes pipes) {

        /** Settings of a node that nobody listens to, and that copies what it passes on. */
        public Settings(
                String host,
                int port,
                List<RelayPattern> relayTo,
                int natCapacity,
                List<DialectPort> dialects,
                IntSupplier managementPort,
                Resolver resolver,
                Limits limits) {
            this(host, port, relayTo, natCapacity, dialects, managementPort, resolver, limits, List.of(), Pipes.NONE);
        }

        /** Settings that relay nowhere but to a node's own upstream. */
        public static Settings of(Vertx vertx, String host, int port, Limits limits) {
            return new Settings(host, port, List.of(), 1024, List.of(), () -> 0, new SystemResolver(vertx), limits);
        }
    }

    /** Starts a server on a store. */
    public static Future<Node> server(Vertx vertx, Settings settings, FileStore store, Duration openTimeout) {
        return server(vertx, settings, store, openTimeout, false);
    }

    /** Starts a server on a store, which may refuse every change. */
    public static Future<Node> server(
            Vertx vertx, Settings settings, FileStore store, Duration openTimeout, boolean readOnly) {
        NodeIdentity self = NodeIdentity.random(Version.text(), "server");
        NatTable nat = new NatTable(settings.natCapacity());
        Relay relay = relay(settings, outbound(vertx, settings), Optional.empty(), nat);
        return listen(
                        vertx,
                        settings,
                        new NodeRequests(self, relay, new FileServer(vertx, store, openTimeout, readOnly)))
                .map(listeners ->
                        new Node(listeners, nat, Optional.empty(), () -> Future.succeededFuture(Optional.empty())));
    }

    /** Starts a proxy in front of another node. */
    public static Future<Node> proxy(Vertx vertx, Settings settings, HostPort upstream) {
        NodeIdentity self = NodeIdentity.random(Version.text(), "proxy");
        NatTable nat = new NatTable(settings.natCapacity());
        Outbound outbound = outbound(vertx, settings);
        Relay relay = relay(settings, outbound, Optional.of(upstream), nat);
        // what only looks is not counted as a connection that a client's call needed
        Outbound looking = outbound.with(new Dialer(vertx, settings.limits()));
        UpstreamCheck check = new UpstreamCheck(vertx, looking, upstream, self);
        return listen(vertx, settings, new NodeRequests(self, relay, relay))
                .map(listeners -> new Node(listeners, nat, Optional.of(upstream), check::problem));
    }

    /** The line protocol's listener. */
    public Listener listener() {
        return listeners.get(0);
    }

    /** Where it listens for the line protocol. */
    public int port() {
        return listener().port();
    }

    /** How many clients are connected, over all listeners. */
    public int connections() {
        return listeners.stream().mapToInt(Listener::connections).sum();
    }

    /** Drains all listeners. */
    public Future<Void> drain() {
        return Future.join(listeners.stream().map(Listener::drain).toList()).mapEmpty();
    }

    /** Closes all listeners and their connections at once. */
    public Future<Void> close() {
        return Future.join(listeners.stream().map(Listener::close).toList()).mapEmpty();
    }

    private static Outbound outbound(Vertx vertx, Settings settings) {
        return new Outbound(
                settings.resolver(),
                new Dialer(
                        vertx,
                        settings.limits(),
                        settings.pipes(),
                        (took, connected) -> settings.listeners().forEach(l -> l.dialled(took, connected))),
                new PeerKinds(),
                settings.limits());
    }

    private static Relay relay(Settings settings, Outbound outbound, Optional<HostPort> upstream, NatTable nat) {
        RelayPolicy policy =
                new RelayPolicy(settings.relayTo(), upstream, settings.managementPort(), settings.resolver());
        return new Relay(upstream, policy, outbound, nat);
    }

    private static Future<List<Listener>> listen(Vertx vertx, Settings settings, RequestHandler handler) {
        Limits limits = settings.limits();
        List<TransferListener> heard = Stream.concat(Stream.of(new AccessLog()), settings.listeners().stream())
                .toList();
        Admission admission = new Admission(limits);
        Future<List<Listener>> bound = Listener.bind(
                        vertx,
                        settings.host(),
                        settings.port(),
                        new LineDialect(handler, limits, heard),
                        limits,
                        admission,
                        settings.pipes())
                .map(List::of);
        for (DialectPort further : settings.dialects()) {
            Dialect dialect = further.protocol() == Protocol.TOKEN
                    ? new TokenDialect(handler, limits, heard)
                    : new ChainDialect(further.protocol(), handler, limits, heard);
            bound = bound.compose(so -> Listener.bind(
                            vertx, further.host(), further.port(), dialect, limits, admission, settings.pipes())
                    .map(one -> Stream.concat(so.stream(), Stream.of(one)).toList())
                    .onFailure(e -> so.forEach(Listener::close)));
        }
        return bound;
    }
}
