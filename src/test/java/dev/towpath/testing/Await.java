package dev.towpath.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition, with a limit. */
public final class Await {

    private Await() {}

    /** Looks every few milliseconds until it holds; fails after the time with what {@code state} shows. */
    public static void until(Duration limit, Condition condition, Supplier<Object> state) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + limit + ": " + state.get());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    /** Something that may come true. */
    public interface Condition {
        boolean holds() throws Exception;
    }
}
