package dev.towpath.ops;

import dev.towpath.net.TransferLogger;
import dev.towpath.wire.LineBuilder;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is logged of transfers for a moment, then writes it at once: of tens of thousands a second, each would cost a call of the
 * system. It stands in the console's place. Everything else is written when it is logged, behind what waits.
 */
final class LogBatch extends ExtHandler {

    /** In milliseconds. */
    private static final long MOMENT = 20;

    /** More records than this do not wait; {@link MadeLines} says the same of lines. */
    private static final int MOST = 1024;

    private final Vertx vertx;
    private final ConsoleHandler console;
    private final Queue<ExtLogRecord> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean timed = new AtomicBoolean();
    private volatile boolean over;
    private volatile @Nullable Direct direct;

    /** Where lines go that need no records. */
    private record Direct(PrintStream stream, MadeLines lines) {}

    private LogBatch(Vertx vertx, ConsoleHandler console) {
        this.vertx = vertx;
        this.console = console;
    }

    /**
     * Begins to gather.
     *
     * @param parent the handler that hands records to the console, and from now on to this
     */
    static LogBatch of(Vertx vertx, ConsoleHandler console, ExtHandler parent) {
        LogBatch batch = new LogBatch(vertx, console);
        console.setAutoFlush(false);
        Handler[] handlers = parent.getHandlers();
        Arrays.asList(handlers).replaceAll(handler -> handler == console ? batch : handler);
        parent.setHandlers(handlers);
        return batch;
    }

    /** Writes what waits; from now on every line is written when it is logged. */
    void end() {
        over = true;
        write();
    }

    /**
     * What takes lines without records, if the console's form of lines needs none. They are made at once.
     *
     * @param stream where the console writes to
     */
    Optional<TransferLogger.Gatherer> gatherer(PrintStream stream) {
        if (!(console.getFormatter() instanceof LineForm form)) {
            return Optional.empty();
        }
        MadeLines lines = new MadeLines(form);
        direct = new Direct(stream, lines);
        return Optional.of(told -> leave(lines.add(told)));
    }

    @Override
    public void flush() {
        write();
    }

    @Override
    public void close() {
        end();
        super.close();
    }

    @Override
    protected void doPublish(ExtLogRecord record) {
        if (console.isCallerCalculationRequired()) {
            record.copyAll();
        } else {
            record.disableCallerCalculation();
            record.copyMdc();
        }
        waiting.add(record);
        leave(count.incrementAndGet() >= MOST || TransferRecord.fields(record) == null);
    }

    /** Has what waits written, now or soon. */
    private void leave(boolean isUrgent) {
        if (isUrgent || over) {
            write();
        } else if (!timed.get() && timed.compareAndSet(false, true)) {
            later();
        }
    }

    private void later() {
        try {
            vertx.setTimer(MOMENT, timer -> {
                timed.set(false); // whoever comes from now on sets it anew
                write();
            });
        } catch (RejectedExecutionException e) {
            end(); // Vert.x has ended, and there will be few lines
        }
    }

    /** Writes what waits. A caller's own record is written when this returns, if by another thread. */
    private void write() {
        lock.lock();
        try {
            // what a thread told of transfers before its record waits by now, and so is written before it
            List<ExtLogRecord> records = new ArrayList<>();
            for (ExtLogRecord next = waiting.poll(); next != null; next = waiting.poll()) {
                count.decrementAndGet();
                records.add(next);
            }
            Direct known = direct;
            if (known != null) {
                known.lines().write(made -> write(made, known.stream()));
            }
            records.forEach(console::publish);
            console.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Writes bytes as they are, which spares them being made text and bytes again, if the console would make the same of them. */
    private void write(LineBuilder made, PrintStream stream) {
        if (isUnchangedIn(console.getCharset(), made)) {
            console.flush();
            made.writeTo(stream);
            stream.flush();
        } else {
            console.publish(new LineForm.Lines(made));
        }
    }

    private static boolean isUnchangedIn(Charset charset, LineBuilder made) {
        return charset.equals(StandardCharsets.UTF_8)
                || ((charset.equals(StandardCharsets.US_ASCII) || charset.equals(StandardCharsets.ISO_8859_1))
                        && made.isAscii());
    }
}
