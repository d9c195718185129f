package dev.towpath.ops;

import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is logged within a moment into one write: tens of thousands of lines a second would each cost a call of the system
 * otherwise. A line waits that moment at most.
 */
final class LogBatch implements Filter {

    /** In milliseconds. */
    private static final long MOMENT = 20;

    private final Vertx vertx;
    private final ConsoleHandler console;
    private final @Nullable Filter filter;
    private final AtomicBoolean timed = new AtomicBoolean();
    private final AtomicLong lines = new AtomicLong();

    private LogBatch(Vertx vertx, ConsoleHandler console) {
        this.vertx = vertx;
        this.console = console;
        this.filter = console.getFilter();
    }

    /** Begins to gather. */
    static LogBatch of(Vertx vertx, ConsoleHandler console) {
        LogBatch batch = new LogBatch(vertx, console);
        console.setFilter(batch);
        console.setAutoFlush(false);
        return batch;
    }

    /** Writes what waits; from now on every line is written at once. */
    void end() {
        console.setAutoFlush(true);
        console.setFilter(filter);
        console.flush();
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        if (filter != null && !filter.isLoggable(record)) {
            return false;
        }
        lines.incrementAndGet(); // before it is looked whether somebody will flush
        if (timed.compareAndSet(false, true)) {
            later();
        }
        return true;
    }

    private void later() {
        long known = lines.get();
        try {
            vertx.setTimer(MOMENT, timer -> flush(known));
        } catch (RejectedExecutionException e) {
            end(); // Vert.x has ended, and there will be few lines
        }
    }

    /** A line that was announced may not have been written yet: as long as there are new ones there is a next time. */
    private void flush(long known) {
        console.flush();
        if (lines.get() != known) {
            later();
            return;
        }
        timed.set(false);
        if (lines.get() != known && timed.compareAndSet(false, true)) {
            later();
        }
    }
}
