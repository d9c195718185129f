package dev.towpath.ops;

import dev.towpath.net.TransferLogger;
import dev.towpath.wire.LineBuilder;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines that have their form and wait to be written, all in one piece. Memory is used again and again: there may be some megabytes of
 * lines a second, which would leave nothing else in the processor's caches. Safe for use by many threads.
 */
final class MadeLines {

    /** In bytes; when there are more they should be written. */
    private static final int MANY = 64 * 1024;

    private static final int FIRST = 1024;

    /** What was told at once is made lines by the thread that tells it, so that none waits for another meanwhile. */
    private final FastThreadLocal<LineBuilder> own = new FastThreadLocal<>() {
        @Override
        protected LineBuilder initialValue() {
            return new LineBuilder(FIRST);
        }
    };

    private final LineForm form;
    private LineBuilder waiting = new LineBuilder(FIRST);
    private @Nullable LineBuilder spare;

    MadeLines(LineForm form) {
        this.form = form;
    }

    /**
     * Makes lines.
     *
     * @return true if so much waits now that it should be written at once
     */
    boolean add(List<TransferLogger.Line> told) {
        LineBuilder made = own.get().clear();
        form.print(told, made);
        boolean many;
        synchronized (this) {
            waiting.append(made);
            many = waiting.length() >= MANY;
        }
        if (made.capacity() > MANY) {
            own.remove();
        }
        return many;
    }

    /** Hands out all that waits, if anything does. To be called by one thread at a time. */
    void write(Consumer<LineBuilder> writer) {
        LineBuilder made;
        synchronized (this) {
            made = waiting;
            waiting = spare == null ? new LineBuilder(FIRST) : spare;
            spare = null;
        }
        try {
            if (made.length() > 0) {
                writer.accept(made);
            }
        } finally {
            if (made.capacity() <= 2 * MANY) {
                spare = made.clear();
            }
        }
    }
}
