package dev.towpath.server;

import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A bounded pool for calls that block on a file system, each with a time limit. */
final class FileThreads {

    private static final int THREADS = 8;

    /** Calls waiting or running: more than that is more than a disk will answer in time. */
    private static final int MOST_CALLS = 4096;

    private final Vertx vertx;
    private final WorkerExecutor pool;
    private final long limitMillis;
    private final AtomicInteger calls = new AtomicInteger();

    FileThreads(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limitMillis = Math.max(1, limit.toMillis());
        // the warning about a blocked thread comes well after the caller was told
        this.pool = vertx.createSharedWorkerExecutor("towpath-files", THREADS, 2 * limitMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a call, and refuses as busy if it takes too long.
     *
     * @param tooLate gives back what a call made that ended after its time
     */
    <T> Future<T> run(Callable<T> call, BiConsumer<T, Throwable> tooLate) {
        RefusedException busy = new RefusedException(Refusal.BUSY);
        if (calls.incrementAndGet() > MOST_CALLS) {
            calls.decrementAndGet();
            return Future.failedFuture(busy);
        }
        Promise<T> promise = Promise.promise();
        long timer = vertx.setTimer(limitMillis, t -> promise.tryFail(busy));
        pool.executeBlocking(call, false).onComplete(result -> {
            calls.decrementAndGet();
            vertx.cancelTimer(timer);
            if (result.failed()) {
                promise.tryFail(result.cause());
            } else if (!promise.tryComplete(result.result())) {
                tooLate.accept(result.result(), busy);
            }
        });
        return promise.future();
    }
}
