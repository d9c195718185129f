package dev.towpath.net;

import dev.towpath.kernel.Pipes;
import dev.towpath.wire.RelayFault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Opens connections to other nodes: the addresses are tried in order, look-up and all within one time-out. Safe for use
 * by many threads.
 */
public final class Dialer {

    /** From this rate on, in bytes a second, the kernel may have as much room as it likes. */
    private static final long FAST = 4L * 1024 * 1024;

    private static final int LEAST_ROOM = 8 * 1024;
    private static final int LEAST_READ = 2048;
    private static final int READS_A_SECOND = 20;

    private final NetClient client;
    private final Limits limits;
    private final Pipes pipes;
    private final BiConsumer<Duration, Boolean> listener;
    private final int largestRead;

    public Dialer(Vertx vertx, Limits limits) {
        this(vertx, limits, Pipes.NONE, (took, connected) -> {});
    }

    /**
     * A dialer for a node.
     *
     * @param pipes for what comes from other nodes and is only passed on
     * @param listener hears of every attempt: how long it took, and whether there is a connection
     */
    public Dialer(Vertx vertx, Limits limits, Pipes pipes, BiConsumer<Duration, Boolean> listener) {
        this(vertx, limits, pipes, listener, options(limits), Connection.BODY_READ);
    }

    private Dialer(
            Vertx vertx,
            Limits limits,
            Pipes pipes,
            BiConsumer<Duration, Boolean> listener,
            NetClientOptions options,
            int largestRead) {
        this.limits = limits;
        this.pipes = pipes;
        this.listener = listener;
        this.client = vertx.createNetClient(options);
        this.largestRead = largestRead;
    }

    /**
     * For connections that are to be read at a certain rate: in pieces that take a fraction of a second each, and with so little room in
     * the kernel that the peer sees every one of them taken. A large window opens only when a good part of it is free.
     */
    public static Dialer paced(Vertx vertx, Limits limits, long bytesPerSecond) {
        NetClientOptions options = options(limits);
        if (bytesPerSecond < FAST) {
            options.setReceiveBufferSize((int) Math.max(LEAST_ROOM, bytesPerSecond / 4));
        }
        int read = (int) Math.min(Connection.BODY_READ, Math.max(LEAST_READ, bytesPerSecond / READS_A_SECOND));
        return new Dialer(vertx, limits, Pipes.NONE, (took, connected) -> {}, options, read);
    }

    private static NetClientOptions options(Limits limits) {
        return new NetClientOptions().setTcpNoDelay(true).setConnectTimeout((int)
                Math.max(1, longest(limits).toMillis()));
    }

    /**
     * Connects to the first address that answers.
     *
     * @param context whose event loop the connection will live on; the call must come from it
     * @param lookUp the addresses, when they are known
     * @param patience how long it may take
     * @return the connection, for the caller to attach to at once; or a {@link PeerFaultException}, or what failed the look-up
     */
    public Future<Connection> dial(
            ContextInternal context, Future<List<InetAddress>> lookUp, int port, Duration patience) {
        long start = System.nanoTime();
        Promise<Connection> promise = Promise.promise();
        Deadline deadline = new Deadline(
                context,
                LoopRound.of(context.nettyEventLoop()),
                () -> promise.tryFail(new PeerFaultException(RelayFault.TIMEOUT)));
        deadline.in(patience);
        lookUp.onFailure(promise::tryFail)
                .compose(addresses -> connectToOne(addresses, 0, port, context, promise))
                .onComplete(result -> {
                    deadline.cancel();
                    if (result.failed()) {
                        promise.tryFail(new PeerFaultException(fault(result.cause())));
                    }
                });
        return promise.future()
                .onComplete(result -> listener.accept(Duration.ofNanos(System.nanoTime() - start), result.succeeded()));
    }

    /** Connects within the connect time-out. */
    public Future<Connection> dial(ContextInternal context, Future<List<InetAddress>> lookUp, int port) {
        return dial(context, lookUp, port, limits.connectTimeout());
    }

    private static Duration longest(Limits limits) {
        Duration chain = limits.chainConnectTimeout();
        return chain.compareTo(limits.connectTimeout()) > 0 ? chain : limits.connectTimeout();
    }

    private Future<Void> connectToOne(
            List<InetAddress> addresses, int index, int port, ContextInternal context, Promise<Connection> promise) {
        SocketAddress address = SocketAddress.inetSocketAddress(new InetSocketAddress(addresses.get(index), port));
        Future<NetSocket> socket = client.connect(address);
        return socket.<Void>map(s -> {
                    Connection connection = new Connection(s, context, false, largestRead, largestRead, pipes);
                    if (!promise.tryComplete(connection)) {
                        connection.abort();
                    }
                    return null;
                })
                .recover(failure ->
                        index + 1 < addresses.size() && !promise.future().isComplete()
                                ? connectToOne(addresses, index + 1, port, context, promise)
                                : Future.failedFuture(failure));
    }

    private static RelayFault fault(Throwable failure) {
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("timed out") || text.contains("timeout")) {
            return RelayFault.TIMEOUT;
        }
        if (failure instanceof BindException || text.contains("too many open files")) {
            return RelayFault.BUSY;
        }
        return text.contains("reset") ? RelayFault.RESET : RelayFault.REFUSED;
    }
}
