package dev.towpath.net;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of a source to something that blocks, in their order, on threads that may: what came while one call was at work
 * goes with the next. The source is held back while more than a little waits. If the source breaks, what came before is still written.
 */
public final class BlockingSink implements ByteSink {

    /** What may wait in bytes, besides what is being written and one read more: thousands may upload to a slow disk. */
    private static final int MOST_WAITING = 128 * 1024;

    /** However small they are: each of them costs something. */
    private static final int MOST_PIECES = 256;

    private final ByteSource source;
    private final Writer writer;
    private final Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads;
    private final LongConsumer progress;
    private final Promise<Long> promise = Promise.promise();
    private List<ByteBuf> waiting = new ArrayList<>();
    private int waitingBytes;
    private long arrived;
    private boolean writing;
    private boolean held;
    private boolean over;
    private @Nullable Throwable broken;
    private @Nullable Throwable failure;

    /** What the bytes are given to. May block; is never called twice at a time. */
    public interface Writer {

        /** Takes all that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;
    }

    private BlockingSink(
            ByteSource source,
            Writer writer,
            Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads,
            LongConsumer progress) {
        this.source = source;
        this.writer = writer;
        this.threads = threads;
        this.progress = progress;
    }

    /**
     * Writes all of a source.
     *
     * @param threads runs a call where it may block, and ends on the source's event loop
     * @param progress told of every piece how many bytes have come so far, before they are written
     * @return how many bytes were written, once the last one is; or what broke, when nothing is being written any more
     */
    public static Future<Long> drain(
            ByteSource source,
            Writer writer,
            Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads,
            LongConsumer progress) {
        BlockingSink sink = new BlockingSink(source, writer, threads, progress);
        source.start(sink);
        return sink.promise.future();
    }

    @Override
    public void bytes(ByteBuf piece) {
        if (failure != null) {
            piece.release();
            return;
        }
        waiting.add(piece);
        waitingBytes += piece.readableBytes();
        arrived += piece.readableBytes();
        progress.accept(arrived);
        if (!writing) {
            writeWaiting();
        } else if (!held && (waitingBytes > MOST_WAITING || waiting.size() > MOST_PIECES)) {
            held = true;
            source.pause();
        }
    }

    @Override
    public void ended() {
        over = true;
        settle();
    }

    @Override
    public void failed(Throwable cause) {
        over = true;
        broken = cause;
        settle();
    }

    private void writeWaiting() {
        List<ByteBuf> batch = waiting;
        waiting = new ArrayList<>();
        waitingBytes = 0;
        writing = true;
        threads.apply(() -> write(batch)).onComplete(done -> {
            writing = false;
            if (done.failed()) {
                fail(done.cause());
            } else if (!waiting.isEmpty()) {
                writeWaiting();
            }
            if (held && failure == null) {
                held = false;
                source.resume();
            }
            settle();
        });
    }

    private void fail(Throwable cause) {
        failure = cause;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        source.abandon();
    }

    private @Nullable Void write(List<ByteBuf> batch) throws IOException {
        try {
            for (ByteBuf piece : batch) {
                writer.write(piece.nioBuffer());
            }
        } finally {
            batch.forEach(ByteBuf::release);
        }
        return null;
    }

    private void settle() {
        if (writing) {
            return;
        }
        if (failure != null) {
            promise.tryFail(failure);
        } else if (broken != null) {
            promise.tryFail(broken);
        } else if (over) {
            promise.tryComplete(arrived);
        }
    }
}
