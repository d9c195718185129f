package dev.towpath.net;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at a transfer whose turn it is on one peer, and tells when that peer does nothing for the stall time, or
 * stays below the minimum rate over its window. Only the time counts in which it was really this peer's turn. It samples a
 * counter, so it costs the transfer itself nothing.
 */
final class ProgressWatch {

    private static final long SLOWEST_SAMPLE = TimeUnit.SECONDS.toNanos(1);

    private final ContextInternal context;
    private final Limits limits;
    private final LongSupplier progress;
    private final BooleanSupplier ourTurnToWait;
    private final Runnable stalled;
    private @Nullable ScheduledFuture<?> timer;
    private long sampledAt;
    private long lastProgress;
    private long movedAt;
    private long windowStart;
    private long windowWaited;

    /**
     * @param progress grows with every byte the peer moved
     * @param waiting true while it is the peer that keeps the transfer waiting
     * @param stalled told at most once
     */
    ProgressWatch(
            ContextInternal context, Limits limits, LongSupplier progress, BooleanSupplier waiting, Runnable stalled) {
        this.context = context;
        this.limits = limits;
        this.progress = progress;
        this.ourTurnToWait = waiting;
        this.stalled = stalled;
    }

    void start() {
        long now = System.nanoTime();
        sampledAt = now;
        movedAt = now;
        lastProgress = progress.getAsLong();
        windowStart = lastProgress;
        windowWaited = 0;
        long period = Math.max(
                TimeUnit.MILLISECONDS.toNanos(5),
                Math.min(SLOWEST_SAMPLE, limits.stallTimeout().toNanos() / 8));
        timer = context.nettyEventLoop().scheduleWithFixedDelay(this::sample, period, period, TimeUnit.NANOSECONDS);
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void sample() {
        long now = System.nanoTime();
        long elapsed = now - sampledAt;
        sampledAt = now;
        long current = progress.getAsLong();
        if (current != lastProgress || !ourTurnToWait.getAsBoolean()) {
            lastProgress = current;
            movedAt = now;
        }
        if (ourTurnToWait.getAsBoolean()) {
            windowWaited += elapsed;
        }
        if (now - movedAt >= limits.stallTimeout().toNanos() || isTooSlow(current)) {
            stop();
            context.emit(v -> stalled.run());
        }
    }

    private boolean isTooSlow(long current) {
        long window = limits.minRateWindow().toNanos();
        if (windowWaited < window) {
            return false;
        }
        long moved = current - windowStart;
        long least = (long) ((double) limits.minRate() * windowWaited / TimeUnit.SECONDS.toNanos(1));
        windowStart = current;
        windowWaited = 0;
        return moved < least;
    }
}
