package dev.towpath.client;

import dev.towpath.net.ClientSession;
import dev.towpath.net.CollectedBytes;
import dev.towpath.net.Dialer;
import dev.towpath.net.Limits;
import dev.towpath.net.Resolver;
import dev.towpath.net.SystemResolver;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Listing;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Asks nodes for things, over a connection of its own each time.
 *
 * <p>Futures fail with {@link RefusedException} when a node said no, else with {@link ClientException}. May be called from any
 * thread.
 */
public final class TowpathClient {

    private static final int LONGEST_LISTING = 64 * 1024 * 1024;

    /** How some older servers say that there is nothing to list. */
    private static final String NO_FILES = "no files available";

    private final VertxInternal vertx;
    private final Resolver resolver;
    private final Dialer dialer;
    private final Limits limits;
    private final WorkerExecutor disk;

    public TowpathClient(Vertx vertx, Limits limits) {
        this.vertx = (VertxInternal) vertx;
        this.resolver = new SystemResolver(vertx);
        this.dialer = new Dialer(vertx, limits);
        this.limits = limits;
        this.disk = vertx.createSharedWorkerExecutor("towpath-disk", 1);
    }

    /** Asks the last node of a location whether it is there. */
    public Future<Void> ping(Location location) {
        return with(location, asking -> asking.ask(new Request.Ping()).map(answer -> {
            if (answer.status() instanceof Status.Ok) {
                return null;
            }
            throw new BadAnswerException();
        }));
    }

    /** Names the regular files at the root of the last node of a location, in its order. */
    public Future<List<String>> list(Location location) {
        return with(location, asking -> asking.ask(new Request.ListFiles()).compose(answer -> {
            if (!(answer.status() instanceof Status.Ok)) {
                throw new BadAnswerException();
            }
            return CollectedBytes.of(answer.body(), LONGEST_LISTING).map(Listing::parse);
        })).recover(failure -> failure instanceof RefusedException refused
                        && refused.status().text().equals(NO_FILES)
                ? Future.succeededFuture(List.of())
                : Future.failedFuture(failure));
    }

    /**
     * Fetches a file.
     *
     * @param opener opens where it goes, once the node has said that there is such a file; committed when all has come, and
     *     closed in any case
     */
    public Future<Received> download(Location location, Callable<Target> opener, Progress progress) {
        long start = System.nanoTime();
        return with(location, asking -> asking.ask(new Request.Download(location.path()))
                .compose(answer -> receive(answer, opener, progress))
                .map(bytes -> new Received(bytes, (System.nanoTime() - start) / 1e9)));
    }

    private Future<Long> receive(Response answer, Callable<Target> opener, Progress progress) {
        if (!(answer.status() instanceof Status.Sized sized)) {
            throw new BadAnswerException();
        }
        return disk.executeBlocking(opener, true)
                .compose(target -> write(answer.body(), sized.size(), target, progress)
                        .compose(v -> onDisk(target::commit))
                        .eventually(() -> onDisk(target::close)))
                .map(v -> sized.size());
    }

    private Future<Void> write(Body body, long size, Target target, Progress progress) {
        return body instanceof Body.Stream stream
                ? new DownloadSink(stream, size, target, disk, progress).run()
                : Future.succeededFuture();
    }

    private interface DiskStep {
        void run() throws IOException;
    }

    /** Behind all that was given to the disk before. */
    private Future<Void> onDisk(DiskStep step) {
        return disk.executeBlocking(
                () -> {
                    step.run();
                    return null;
                },
                true);
    }

    /** Connects to the first hop, does something, closes, on an event loop. */
    private <T> Future<T> with(Location location, Function<Asking, Future<T>> use) {
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
