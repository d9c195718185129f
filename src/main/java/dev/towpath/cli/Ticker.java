package dev.towpath.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does something small every now and then while a transfer runs, on a thread of its own. */
final class Ticker implements AutoCloseable {

    private static final long EVENT_MILLIS = 1000;
    private static final long LINE_MILLIS = 200;

    private final @Nullable ScheduledExecutorService timer;

    private Ticker(@Nullable ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /** Begins, as often as the style wants it, if at all. */
    @SuppressWarnings("FutureReturnValueIgnored") // close() ends it
    static Ticker of(ReportStyle style, Runnable task) {
        if (!style.json() && !style.rewrites()) {
            return new Ticker(null);
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(run -> {
            Thread thread = new Thread(run, "progress");
            thread.setDaemon(true);
            return thread;
        });
        long period = style.json() ? EVENT_MILLIS : LINE_MILLIS;
        timer.scheduleAtFixedRate(task, period, period, TimeUnit.MILLISECONDS);
        return new Ticker(timer);
    }

    /** Ends; afterwards the task runs no more. */
    @Override
    public void close() {
        if (timer != null) {
            // not shutdownNow: an interrupt closes the channel of standard output for all that comes after
            timer.shutdown();
            try {
                timer.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
