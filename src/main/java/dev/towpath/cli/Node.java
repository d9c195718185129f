package dev.towpath.cli;

import dev.towpath.net.AccessLog;
import dev.towpath.net.Dialer;
import dev.towpath.net.Limits;
import dev.towpath.net.LineDialect;
import dev.towpath.net.Listener;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.NodeRequests;
import dev.towpath.net.PeerKinds;
import dev.towpath.net.RequestHandler;
import dev.towpath.proxy.NatTable;
import dev.towpath.proxy.Relay;
import dev.towpath.proxy.Upstream;
import dev.towpath.server.FileServer;
import dev.towpath.store.FileStore;
import dev.towpath.wire.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;

/**
 * A running server or proxy, put together from its parts.
 *
 * @param nat the requests that are being relayed; stays empty on a server
 */
public record Node(Listener listener, NatTable nat) {

    /** Starts a server on a store. */
    public static Future<Node> server(
            Vertx vertx, String host, int port, FileStore store, Duration openTimeout, Limits limits) {
        return listen(vertx, host, port, "server", new FileServer(vertx, store, openTimeout), new NatTable(1), limits);
    }

    /** Starts a proxy in front of another node. */
    public static Future<Node> proxy(
            Vertx vertx, String host, int port, HostPort upstream, int natCapacity, Limits limits) {
        NatTable nat = new NatTable(natCapacity);
        Upstream next = new Upstream(upstream, new Dialer(vertx, limits), new PeerKinds(), limits);
        return listen(vertx, host, port, "proxy", new Relay(next, nat), nat, limits);
    }

    /** Where it listens. */
    public int port() {
        return listener.port();
    }

    private static Future<Node> listen(
            Vertx vertx, String host, int port, String role, RequestHandler handler, NatTable nat, Limits limits) {
        NodeIdentity identity = NodeIdentity.random(Version.text(), role);
        LineDialect dialect = new LineDialect(new NodeRequests(identity, handler), limits, List.of(new AccessLog()));
        return Listener.bind(vertx, host, port, dialect, limits).map(listener -> new Node(listener, nat));
    }
}
