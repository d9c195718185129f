package dev.towpath.net;

import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time by which something must have happened, or an action runs. Putting it off or calling it off costs no more than a write
 * to a field: the timer that is already set looks again when it fires.
 */
public final class Deadline {

    /** What the length of a round is nothing to, in nanoseconds. */
    private static final long LONG = TimeUnit.SECONDS.toNanos(1);

    private final ContextInternal context;
    private final LoopRound round;
    private final Runnable missed;
    private @Nullable ScheduledFuture<?> timer;
    private boolean armed;
    private long due;
    private long firesAt;

    Deadline(ContextInternal context, LoopRound round, Runnable missed) {
        this.context = context;
        this.round = round;
        this.missed = missed;
    }

    /**
     * Sets the deadline to that far from now, whatever it was before.
     *
     * @param fromNow if it is a second or more, it may count from when the loop's round began
     */
    public void in(Duration fromNow) {
        long nanos = fromNow.toNanos();
        due = nanos + (nanos >= LONG ? round.nanoTime() : System.nanoTime());
        armed = true;
        if (timer == null) {
            schedule();
        } else if (due - firesAt < 0) {
            timer.cancel(false);
            schedule();
        }
    }

    /** Calls the deadline off. */
    public void never() {
        armed = false;
    }

    /** Calls it off and frees the timer, when it won't be set again. */
    public void cancel() {
        armed = false;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void schedule() {
        firesAt = due;
        long delay = Math.max(0, due - System.nanoTime());
        timer = context.nettyEventLoop().schedule(this::fired, delay, TimeUnit.NANOSECONDS);
    }

    private void fired() {
        timer = null;
        if (!armed) {
            return;
        }
        if (due - System.nanoTime() > 0) {
            schedule();
        } else {
            armed = false;
            context.emit(v -> missed.run());
        }
    }
}
