package dev.towpath.ops;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean flushing = new AtomicBoolean();

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
        if (flushing.compareAndSet(false, true)) {
            vertx.setTimer(MOMENT, timer -> {
                flushing.set(false);
                console.flush();
            });
        }
        return true;
    }
}
