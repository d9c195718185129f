package dev.towpath.ops;

import io.vertx.core.Vertx;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.handlers.ConsoleHandler;

/**
 * Gathers what is logged within a moment into one write: tens of thousands of lines a second would each cost a call of the system
 * otherwise. It stands behind the console among its parent's handlers, so what it hears of lies in the console's buffer already, and is
 * written within that moment.
 */
final class LogBatch extends ExtHandler {

    /** In milliseconds. */
    private static final long MOMENT = 20;

    private final Vertx vertx;
    private final ConsoleHandler console;
    private final ExtHandler parent;
    private final AtomicBoolean timed = new AtomicBoolean();
    private final AtomicLong lines = new AtomicLong();

    private LogBatch(Vertx vertx, ConsoleHandler console, ExtHandler parent) {
        this.vertx = vertx;
        this.console = console;
        this.parent = parent;
    }

    /**
     * Begins to gather.
     *
     * @param parent the handler that hands records to the console
     */
    static LogBatch of(Vertx vertx, ConsoleHandler console, ExtHandler parent) {
        LogBatch batch = new LogBatch(vertx, console, parent);
        parent.addHandler(batch);
        console.setAutoFlush(false);
        return batch;
    }

    /** Writes what waits; from now on every line is written at once. */
    void end() {
        console.setAutoFlush(true);
        parent.removeHandler(this);
        console.flush();
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        lines.incrementAndGet();
        if (timed.compareAndSet(false, true)) {
            later();
        }
    }

    private void later() {
        try {
            vertx.setTimer(MOMENT, timer -> write());
        } catch (RejectedExecutionException e) {
            end(); // Vert.x has ended, and there will be few lines
        }
    }

    private void write() {
        long known = lines.get();
        console.flush();
        timed.set(false);
        if (lines.get() != known && timed.compareAndSet(false, true)) {
            later(); // a line that came meanwhile found the timer set
        }
    }
}
