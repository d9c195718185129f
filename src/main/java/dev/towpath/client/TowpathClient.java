package dev.towpath.client;

import dev.towpath.name.RemotePath;
import dev.towpath.net.ClientSession;
import dev.towpath.net.Dialer;
import dev.towpath.net.PeerKinds;
import dev.towpath.net.Resolver;
import dev.towpath.net.SystemResolver;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Asks nodes for things, over a connection of its own each time.
 *
 * <p>Futures fail with {@link RefusedException} when a node said no, else with {@link ClientException}. May be called from any
 * thread.
 */
public final class TowpathClient {

    /** How many files may be transferred at a time at most. */
    public static final int MOST_TRANSFERS = 64;

    private final VertxInternal vertx;
    private final Resolver resolver;
    private final Dialer dialer;
    private final ClientLimits limits;
    private final PeerKinds kinds = new PeerKinds();
    private final UploadIds ids;
    private final Disk disk;

    public TowpathClient(Vertx vertx, ClientLimits limits) {
        this(vertx, limits, RateLimit.NONE);
    }

    /**
     * The same at a limited rate.
     *
     * @param rate of all its transfers together
     */
    public TowpathClient(Vertx vertx, ClientLimits limits, RateLimit rate) {
        this(vertx, limits, UploadIds.ofUser(System.getenv()), rate);
    }

    TowpathClient(Vertx vertx, ClientLimits limits, UploadIds ids) {
        this(vertx, limits, ids, RateLimit.NONE);
    }

    private TowpathClient(Vertx vertx, ClientLimits limits, UploadIds ids, RateLimit rate) {
        this.ids = ids;
        this.vertx = (VertxInternal) vertx;
        this.resolver = new SystemResolver(vertx);
        this.dialer = rate.isSet() ? Dialer.paced(vertx, limits, rate.bytesPerSecond()) : new Dialer(vertx, limits);
        this.limits = limits;
        this.disk = new Disk(vertx, rate);
    }

    /** The files behind a route of the line protocol; the path of the location is of no account. Close it after use. */
    public RemoteFiles files(Location location) {
        NodeLink.Connector connector = new NodeLink.Connector(dialer, resolver, location.hops(), limits, kinds);
        return new LineFiles(() -> new NodeLink(vertx.createEventLoopContext(), connector), location.hops(), disk, ids);
    }

    /**
     * Fetches a directory with all that is in it.
     *
     * @param to the folder that its files go into; made if it is missing
     * @param transfers how many files at a time, each over a connection of its own; if more than one, small files go without waiting
     *     for each other on each of them
     * @return fails only if the directory can't be listed or the folder can't be made
     */
    public Future<TreeResult> downloadTree(
            RemoteFiles files,
            RemotePath from,
            Path to,
            TreeFilter filter,
            DownloadPlan plan,
            int transfers,
            TreeListener listener) {
        return over(
                lanes(files, transfers),
                lanes -> new TreeDownload(files, lanes, disk, from, to, filter, plan, listener).run());
    }

    /**
     * Stores a folder with all that is in it.
     *
     * @param to the directory that its files go into; made if it is missing
     * @param transfers as with {@link #downloadTree}
     * @return fails only if the folder can't be read or the directory can't be made
     */
    public Future<TreeResult> uploadTree(
            RemoteFiles files,
            Path from,
            RemotePath to,
            TreeFilter filter,
            UploadPlan plan,
            int transfers,
            TreeListener listener) {
        return over(
                lanes(files, transfers),
                lanes -> new TreeUpload(files, lanes, disk, from, to, filter, plan, listener).run());
    }

    /**
     * Stores files.
     *
     * @param transfers as with {@link #downloadTree}
     */
    public Future<TreeResult> upload(
            RemoteFiles files, List<OutgoingFile> sources, UploadPlan plan, int transfers, TreeListener listener) {
        return over(lanes(files, transfers), lanes -> {
            TreeRun<OutgoingFile> run = new TreeRun<>(
                    lanes,
                    (file, lane, progress) -> lane.upload(file, plan, progress).map(TreeResult.Moved::of),
                    Stopping::files,
                    listener);
            sources.forEach(run::add);
            run.allAdded();
            return run.run();
        });
    }

    private static Future<TreeResult> over(List<Lane> lanes, Function<List<Lane>, Future<TreeResult>> what) {
        return Future.<Void>succeededFuture()
                .compose(v -> what.apply(lanes))
                .onComplete(done -> lanes.forEach(Lane::close));
    }

    private List<Lane> lanes(RemoteFiles files, int transfers) {
        if (transfers < 1 || transfers > MOST_TRANSFERS) {
            throw new IllegalArgumentException("not 1 to " + MOST_TRANSFERS + " transfers: " + transfers);
        }
        return IntStream.range(0, transfers)
                .mapToObj(i -> transfers == 1 ? single(files) : files.lane().orElseGet(() -> single(files)))
                .toList();
    }

    private Lane single(RemoteFiles files) {
        return new SingleLane(vertx.createEventLoopContext(), files, disk);
    }

    /** Asks the last node of a location whether it is there. */
    public Future<Void> ping(Location location) {
        return with(location, asking -> asking.ask(new Request.Ping()).map(Answers::ok));
    }

    /** Names the regular files at the root of the last node of a location, in its order. */
    public Future<List<String>> list(Location location) {
        return with(location, asking -> asking.ask(new Request.ListFiles()).compose(Answers::names))
                .recover(failure -> Answers.hasNothingToList(failure)
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure));
    }

    /**
     * Fetches a file as the core of the protocol and the older chains have it: once, and without proof of anything but its size.
     *
     * @param opener opens where it goes, once the node has said that there is such a file; committed when all has come, and
     *     closed in any case
     */
    public Future<Received> download(Location location, Callable<Target> opener, Progress progress) {
        PlainDownload plain = new PlainDownload(disk, opener, progress);
        if (location.hops().protocol() != Protocol.LINE) {
            return new ChainFetch(vertx, dialer, resolver, limits.forChain()).run(location, plain);
        }
        return with(
                location,
                asking -> asking.ask(new Request.Download(location.path())).compose(plain::receive));
    }

    /** Connects to the first hop, does something, closes, on an event loop. */
    <T> Future<T> with(Location location, Function<Asking, Future<T>> use) {
        Promise<T> promise = Promise.promise();
        ContextInternal context = vertx.createEventLoopContext();
        HostPort first = location.hops().next();
        context.runOnContext(v -> dialer.dial(context, resolver.resolve(first.host()), first.port())
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure, first)))
                .compose(connection -> {
                    ClientSession session = new ClientSession(connection, limits);
                    return Asking.of(session, location.hops(), limits)
                            .compose(use)
                            .onComplete(done -> session.close());
                })
                .recover(failure -> Future.failedFuture(Failures.told(failure, location.hops())))
                .onComplete(promise));
        return promise.future();
    }
}
