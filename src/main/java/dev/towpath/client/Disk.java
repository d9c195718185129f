package dev.towpath.client;

import dev.towpath.net.BlockingSink;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Does what may block on files and streams, on threads kept for it. What is given to it from one event-loop context is done in that
 * order, one behind the other.
 */
final class Disk {

    private static final String NAME = "towpath-disk";
    private static final int THREADS = 4;

    private static final String VISITS = "towpath-visits";

    /** Each waits for the disk to have made a small file last: file systems do that for many at once. */
    private static final int VISITORS = 16;

    private final Vertx vertx;
    private final RateLimit limit;
    private final WorkerExecutor threads;
    private final WorkerExecutor visitors;

    Disk(Vertx vertx) {
        this(vertx, RateLimit.NONE);
    }

    /** @param limit of all that is written as it comes, or read as it goes */
    Disk(Vertx vertx, RateLimit limit) {
        this.vertx = vertx;
        this.limit = limit;
        // a large file's digest, or a person who types on standard input, takes as long as it takes
        threads = vertx.createSharedWorkerExecutor(NAME, THREADS, 1, TimeUnit.DAYS);
        visitors = vertx.createSharedWorkerExecutor(VISITS, VISITORS, 1, TimeUnit.DAYS);
    }

    /** Something that gives nothing back. */
    interface Step {
        void run() throws IOException;
    }

    /** Does something behind all that the same context has given before; the future ends on that context. */
    <T> Future<T> run(Callable<T> task) {
        return threads.executeBlocking(task, true);
    }

    /** The same for what gives nothing back. */
    Future<Void> step(Step step) {
        return run(() -> {
            step.run();
            return null;
        });
    }

    /** Does something short beside all else that was given; the future ends on the calling context. */
    <T> Future<T> visit(Callable<T> task) {
        return visitors.executeBlocking(task, false);
    }

    /**
     * Writes a body to a target as it comes.
     *
     * @param progress told of every piece how many bytes have come so far, before they are written
     * @return how many bytes there were, once the last one is written
     */
    Future<Long> write(Body.Stream body, Target target, LongConsumer progress) {
        return write(body, (BlockingSink.Writer) target::write, progress);
    }

    /** The same to anything that can be written to. */
    Future<Long> write(Body.Stream body, BlockingSink.Writer target, LongConsumer progress) {
        ByteSource source = limit.isSet() ? new PacedSource(body.source(), limit, this::after) : body.source();
        return BlockingSink.drain(source, target, this::run, progress);
    }

    /** How fast bytes may go. */
    RateLimit limit() {
        return limit;
    }

    /** Does something later on the event loop that calls. */
    void after(long nanos, Runnable action) {
        vertx.setTimer(Math.max(1, (nanos + 999_999) / 1_000_000), id -> action.run());
    }
}
