package dev.towpath.net;

import dev.towpath.kernel.Pipes;
import io.netty.channel.Channel;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A listening port: accepts on every event loop, keeps to the limits, opens a session for each connection, drains at the end.
 * Safe for use by many threads.
 */
public final class Listener {

    private static final AtomicInteger SHARED_PORTS = new AtomicInteger();
    private static final AtomicLong SESSIONS = new AtomicLong();
    private static final int BACKLOG = 4096;
    private static final int MOST_TURNED_AWAY = 256;

    private final Vertx vertx;
    private final String host;
    private final Dialect dialect;
    private final Limits limits;
    private final Admission admission;
    private final Pipes pipes;
    private final Map<Connection, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private final Promise<Void> allGone = Promise.promise();
    private volatile int port;
    private volatile boolean draining;
    private volatile @Nullable Channel accepting;
    private volatile @Nullable String deployment;

    private Listener(Vertx vertx, String host, Dialect dialect, Limits limits, Admission admission, Pipes pipes) {
        this.vertx = vertx;
        this.host = host;
        this.dialect = dialect;
        this.limits = limits;
        this.admission = admission;
        this.pipes = pipes;
    }

    /**
     * Binds a port.
     *
     * @param port 0 for any free one
     * @param admission counts the clients of all listeners of a node
     * @param pipes for what clients send and is only passed on
     * @return the listener once it accepts, or a {@link BindException} that names the port and why not
     */
    public static Future<Listener> bind(
            Vertx vertx, String host, int port, Dialect dialect, Limits limits, Admission admission, Pipes pipes) {
        Listener listener = new Listener(vertx, host, dialect, limits, admission, pipes);
        // a negative port is how Vert.x lets several servers share one free port
        int shared = port == 0 ? -SHARED_PORTS.incrementAndGet() : port;
        DeploymentOptions perLoop =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        return vertx.deployVerticle(() -> listener.new Acceptor(shared), perLoop)
                .recover(e -> Future.failedFuture(e instanceof BindException ? told(host, port, e) : e))
                .map(id -> {
                    listener.deployment = id;
                    return listener;
                });
    }

    private static BindException told(String host, int port, Throwable e) {
        String why = String.valueOf(e.getMessage());
        return new BindException(host + ':' + port + (why.contains("in use") ? " is taken" : ": " + why));
    }

    /** The port it is bound to. */
    public int port() {
        return port;
    }

    /** The address it was asked to bind. */
    public String host() {
        return host;
    }

    /** Counts the clients of this and all other listeners of the node. */
    public Admission admission() {
        return admission;
    }

    /** How many connections are open. */
    public int connections() {
        return open.get();
    }

    /**
     * Stops accepting, ends sessions that are idle now and others after the answer they are at, and closes what is still open
     * after the drain time.
     *
     * @return ends when no connection is left
     */
    public Future<Void> drain() {
        draining = true;
        stopAccepting();
        sessions.forEach((connection, session) -> connection.context().runOnContext(v -> session.drain()));
        if (open.get() == 0) {
            allGone.tryComplete();
        }
        long timer = vertx.setTimer(Math.max(1, limits.drainTimeout().toMillis()), t -> {
            sessions.keySet().forEach(c -> c.context().runOnContext(v -> c.abort()));
            vertx.setTimer(Math.max(1, limits.lingerTimeout().toMillis()), u -> allGone.tryComplete());
        });
        return allGone.future().onComplete(v -> vertx.cancelTimer(timer)).eventually(this::close);
    }

    /** Closes the port and every connection at once. */
    public Future<Void> close() {
        String id = deployment;
        deployment = null;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /**
     * Closing a Vert.x server closes its connections too; a drain must keep them, so it closes the accepting channel alone. That
     * is the parent of any connection; where there was none, there is nothing to keep.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // a port that can't be closed is closed with the process
    private void stopAccepting() {
        Channel channel = accepting;
        if (channel == null) {
            close();
        } else {
            channel.close();
        }
    }

    private void accepted(NetSocket socket, ContextInternal context) {
        accepting =
                ((NetSocketInternal) socket).channelHandlerContext().channel().parent();
        Connection connection = new Connection(socket, context, true, Connection.REQUEST_READ, pipes);
        InetSocketAddress peer = connection.peer();
        if (peer == null) {
            connection.abort();
            return;
        }
        InetAddress address = peer.getAddress();
        if (!admission.enter(address.getHostAddress())) {
            turnAway(connection);
            return;
        }
        open.incrementAndGet();
        Promise<Void> gone = Promise.promise();
        Caller caller = new Caller(
                "s" + Long.toString(SESSIONS.incrementAndGet(), 36),
                address.getHostAddress() + ':' + peer.getPort(),
                context,
                gone.future());
        connection.onClosed(() -> {
            gone.complete();
            sessions.remove(connection);
            left(address);
        });
        Session session = dialect.open(connection, caller);
        if (!connection.isClosed()) {
            sessions.put(connection, session);
        }
        if (draining) {
            session.drain();
        }
    }

    private void left(InetAddress address) {
        admission.leave(address.getHostAddress());
        if (open.decrementAndGet() == 0 && draining) {
            allGone.tryComplete();
        }
    }

    /** Tells a client that there are too many, unless there are too many even of those who are being told. */
    private void turnAway(Connection connection) {
        if (turnedAway.incrementAndGet() > MOST_TURNED_AWAY) {
            turnedAway.decrementAndGet();
            connection.abort();
            return;
        }
        connection.onClosed(turnedAway::decrementAndGet);
        dialect.refuse(connection);
    }

    /** The part of the listener that lives on one event loop. */
    private final class Acceptor extends AbstractVerticle {
        private final int shared;

        Acceptor(int shared) {
            this.shared = shared;
        }

        @Override
        public void start(Promise<Void> started) {
            NetServer server = vertx.createNetServer(new NetServerOptions()
                    .setAcceptBacklog(BACKLOG)
                    .setTcpNoDelay(true)
                    .setReuseAddress(true));
            server.connectHandler(socket -> accepted(socket, (ContextInternal) context))
                    .listen(shared, host)
                    .onSuccess(bound -> port = bound.actualPort())
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
