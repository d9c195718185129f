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
import org.jspecify.annotations.Nullable;

/**
 * Hands the bytes of a source to something that blocks, in their order, on threads that may: what came while one call was at work
 * goes with the next. The source is held back while more than a little waits.
 */
public final class BlockingSink implements ByteSink {

    /** What may wait in bytes, besides what is being written and one read more: thousands may upload to a slow disk. */
    private static final int MOST_WAITING = 128 * 1024;

    /** However small they are: each of them costs something. */
    private static final int MOST_PIECES = 256;

    private final ByteSource source;
    private final Writer writer;
    private final Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads;
    private final Promise<Long> promise = Promise.promise();
    private List<ByteBuf> waiting = new ArrayList<>();
    private int waitingBytes;
    private long written;
    private boolean writing;
    private boolean held;
    private boolean ended;
    private @Nullable Throwable failure;

    /** What the bytes are given to. May block; is never called twice at a time. */
    public interface Writer {

        /** Takes all that remains in the buffer. */
        void write(ByteBuffer bytes) throws IOException;
    }

    private BlockingSink(
            ByteSource source, Writer writer, Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads) {
        this.source = source;
        this.writer = writer;
        this.threads = threads;
    }

    /**
     * Writes all of a source.
     *
     * @param threads runs a call where it may block, and ends on the source's event loop
     * @return how many bytes were written, once the last one is; or what broke, when nothing is being written any more
     */
    public static Future<Long> drain(
            ByteSource source, Writer writer, Function<Callable<@Nullable Void>, Future<@Nullable Void>> threads) {
        BlockingSink sink = new BlockingSink(source, writer, threads);
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
        if (!writing) {
            writeWaiting();
        } else if (!held && (waitingBytes > MOST_WAITING || waiting.size() > MOST_PIECES)) {
            held = true;
            source.pause();
        }
    }

    @Override
    public void ended() {
        ended = true;
        settle();
    }

    @Override
    public void failed(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        settle();
    }

    private void writeWaiting() {
        List<ByteBuf> batch = waiting;
        int bytes = waitingBytes;
        waiting = new ArrayList<>();
        waitingBytes = 0;
        writing = true;
        threads.apply(() -> write(batch)).onComplete(done -> {
            writing = false;
            written += bytes;
            if (done.failed() && failure == null) {
                failure = done.cause();
                source.abandon();
            }
            if (failure == null && !waiting.isEmpty()) {
                writeWaiting();
            }
            if (held && failure == null) {
                held = false;
                source.resume();
            }
            settle();
        });
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
            waiting.forEach(ByteBuf::release);
            waiting.clear();
            promise.tryFail(failure);
        } else if (ended) {
            promise.tryComplete(written);
        }
    }
}
