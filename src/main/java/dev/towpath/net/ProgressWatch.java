package dev.towpath.net;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at a transfer whose turn it is on one peer, and tells when that peer does nothing for the stall time, or
 * stays below the minimum rate over its window. Only the time counts in which it was really this peer's turn. It samples a
 * counter, so it costs the transfer itself nothing; where the counter is coarse, a finer one that costs more is asked before a
 * verdict.
 */
public final class ProgressWatch {

    private static final long SLOWEST_SAMPLE = TimeUnit.SECONDS.toNanos(1);
    private static final int SAMPLES_A_STALL = 8;

    private final ContextInternal context;
    private final Limits limits;
    private final LongSupplier progress;
    private final BooleanSupplier waiting;
    private final Supplier<Future<Long>> outstanding;
    private final Runnable stalled;
    private @Nullable ScheduledFuture<?> timer;
    private boolean asking;
    private long sampledAt;
    private long lastProgress;
    private long lastDone;
    private long movedAt;
    private long askedAt;
    private long windowStart;
    private long windowWaited;

    /**
     * Makes a watch that is not running yet.
     *
     * @param progress grows with every byte that left for the peer or came from it
     * @param waiting true while it is the peer that keeps the transfer waiting
     * @param outstanding how much of {@code progress} the peer has not really taken yet, as far as anyone can tell
     * @param stalled told at most once
     */
    public ProgressWatch(
            ContextInternal context,
            Limits limits,
            LongSupplier progress,
            BooleanSupplier waiting,
            Supplier<Future<Long>> outstanding,
            Runnable stalled) {
        this.context = context;
        this.limits = limits;
        this.progress = progress;
        this.waiting = waiting;
        this.outstanding = outstanding;
        this.stalled = stalled;
    }

    /** Begins to look. */
    public void start() {
        long now = System.nanoTime();
        sampledAt = now;
        movedAt = now;
        askedAt = now;
        lastProgress = progress.getAsLong();
        lastDone = Long.MIN_VALUE;
        windowStart = lastProgress;
        windowWaited = 0;
        long period = Math.max(
                TimeUnit.MILLISECONDS.toNanos(5),
                Math.min(SLOWEST_SAMPLE, limits.stallTimeout().toNanos() / SAMPLES_A_STALL));
        timer = context.nettyEventLoop().scheduleWithFixedDelay(this::sample, period, period, TimeUnit.NANOSECONDS);
    }

    /** Looks no more; safe to call twice. */
    public void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void sample() {
        long now = System.nanoTime();
        long elapsed = now - sampledAt;
        sampledAt = now;
        boolean peersTurn = waiting.getAsBoolean();
        long current = progress.getAsLong();
        if (current != lastProgress || !peersTurn) {
            lastProgress = current;
            lastDone = Long.MIN_VALUE;
            movedAt = now;
            askedAt = now;
        }
        if (peersTurn) {
            windowWaited += elapsed;
        }
        long stall = limits.stallTimeout().toNanos();
        boolean windowOver = windowWaited >= limits.minRateWindow().toNanos();
        // a first look half way, to compare the second one with
        if (!asking && (windowOver || now - askedAt >= stall / 2)) {
            asking = true;
            context.emit(v -> outstanding.get().onComplete(left -> {
                asking = false;
                judge(current - (left.succeeded() ? left.result() : 0), windowOver);
            }));
        }
    }

    /** Decides on what the peer has really taken so far. */
    private void judge(long done, boolean windowOver) {
        if (timer == null) {
            return;
        }
        long now = System.nanoTime();
        askedAt = now;
        if (lastDone != Long.MIN_VALUE && done > lastDone) {
            movedAt = now;
        }
        lastDone = done;
        boolean tooSlow = windowOver && isTooSlow(done);
        if (tooSlow || now - movedAt >= limits.stallTimeout().toNanos()) {
            stop();
            stalled.run();
        }
    }

    private boolean isTooSlow(long done) {
        long moved = done - windowStart;
        long least = (long) ((double) limits.minRate() * windowWaited / TimeUnit.SECONDS.toNanos(1));
        windowStart = done;
        windowWaited = 0;
        return moved < least;
    }
}
