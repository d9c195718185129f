package dev.towpath.server;

import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool for calls that block on a file system. A call that is overdue no longer counts: the pool grows by a thread until it
 * comes back, so that a file system which hangs costs its callers an error, and others nothing.
 */
final class FileThreads {

    private static final int THREADS = 8;

    /** Threads that hang are replaced up to this many in all. */
    private static final int MOST_THREADS = 128;

    /** Calls waiting or running: more than that is more than a disk will answer in time. */
    private static final int MOST_CALLS = 4096;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final VertxInternal vertx;
    private final ThreadPoolExecutor pool;
    private final long limitMillis;
    private final AtomicInteger calls = new AtomicInteger();
    private int overdue;

    FileThreads(Vertx vertx, Duration limit) {
        this.vertx = (VertxInternal) vertx;
        this.limitMillis = Math.max(1, limit.toMillis());
        this.pool = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), FileThreads::thread);
        this.vertx.addCloseHook(promise -> {
            pool.shutdown();
            promise.complete();
        });
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "towpath-files-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
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
        Overdue late = new Overdue();
        long timer = vertx.setTimer(limitMillis, t -> {
            late.begin();
            promise.tryFail(busy);
        });
        Callable<T> unlessTooLate = () -> {
            if (promise.future().isComplete()) {
                throw busy; // its caller was told so: it must not be done all the same
            }
            return call.call();
        };
        submit(unlessTooLate).onComplete(result -> {
            calls.decrementAndGet();
            vertx.cancelTimer(timer);
            late.end();
            if (result.failed()) {
                promise.tryFail(result.cause());
            } else if (!promise.tryComplete(result.result())) {
                pool.execute(() -> tooLate.accept(result.result(), busy)); // which may block as well
            }
        });
        return promise.future();
    }

    /** Runs a call that may take as long as it takes: its caller watches it, or waits. */
    <T extends @Nullable Object> Future<T> work(Callable<T> call) {
        return submit(call);
    }

    private <T extends @Nullable Object> Future<T> submit(Callable<T> call) {
        ContextInternal context = vertx.getOrCreateContext();
        Promise<T> done = context.promise();
        try {
            pool.execute(() -> {
                T result;
                try {
                    result = call.call();
                } catch (Throwable e) { // whatever it is, the caller must hear of it
                    done.fail(e);
                    return;
                }
                done.complete(result);
            });
        } catch (RejectedExecutionException e) {
            done.fail(new RefusedException(Refusal.BUSY)); // the node is ending
        }
        return done.future();
    }

    private synchronized void resize(int change) {
        overdue += change;
        int size = Math.min(MOST_THREADS, THREADS + overdue);
        if (size > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(size);
            pool.setCorePoolSize(size);
        } else {
            pool.setCorePoolSize(size);
            pool.setMaximumPoolSize(size);
        }
    }

    /** A call that did not come back in time, from then until it does. */
    private final class Overdue {

        private boolean counted;
        private boolean over;

        synchronized void begin() {
            if (!over) {
                counted = true;
                resize(1);
            }
        }

        synchronized void end() {
            over = true;
            if (counted) {
                counted = false;
                resize(-1);
            }
        }
    }
}
