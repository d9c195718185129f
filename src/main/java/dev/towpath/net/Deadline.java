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

    private final ContextInternal context;
    private final Runnable missed;
    private @Nullable ScheduledFuture<?> timer;
    private boolean armed;
    private long due;
    private long firesAt;

    Deadline(ContextInternal context, Runnable missed) {
        this.context = context;
        this.missed = missed;
    }

    /** Sets the deadline to that far from now, whatever it was before. */
    public void in(Duration fromNow) {
        due = System.nanoTime() + fromNow.toNanos();
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
