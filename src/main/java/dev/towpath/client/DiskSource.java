package dev.towpath.client;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Bytes read piece by piece on a thread that may block, the next piece only when the receiver has room for it. */
final class DiskSource implements ByteSource {

    private final Disk disk;
    private final Reader reader;
    private final LongConsumer given;
    private @Nullable ByteSink sink;
    private @Nullable Throwable failure;
    private long count;
    private @Nullable Piece rest;
    private boolean reading;
    private boolean waiting;
    private boolean paused;
    private boolean over;
    private boolean complete;

    private record Piece(@Nullable ByteBuffer bytes, boolean last) {}

    /** Gives the bytes one piece after the other; called by one thread at a time. */
    interface Reader {

        /** The next piece, for the receiver to keep; null at the end. May block. */
        @Nullable
        ByteBuffer next() throws IOException;

        /** True if it is known, without looking, that there is nothing more. */
        default boolean isOver() {
            return false;
        }
    }

    /** @param given told behind every piece how many bytes were handed over so far */
    DiskSource(Disk disk, Reader reader, LongConsumer given) {
        this.disk = disk;
        this.reader = reader;
        this.given = given;
    }

    /** True once the receiver has all of it. */
    boolean isComplete() {
        return complete;
    }

    /** What has gone wrong with the reading; null if nothing has. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void start(ByteSink receiver) {
        sink = receiver;
        if (reader.isOver()) {
            end(receiver);
        } else {
            readOn(receiver);
        }
    }

    /** Nothing can break before it is read. */
    @Override
    public void whenBroken(Runnable action) {}

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (sink != null) {
            readOn(sink);
        }
    }

    @Override
    public void abandon() {
        over = true;
    }

    private void readOn(ByteSink to) {
        if (reading || waiting || paused || over) {
            return;
        }
        if (rest != null) {
            give(rest, to);
            return;
        }
        reading = true;
        disk.run(() -> new Piece(reader.next(), reader.isOver())).onComplete(read -> {
            reading = false;
            if (over) {
                return;
            }
            if (read.failed()) {
                over = true;
                failure = read.cause();
                to.failed(read.cause());
            } else {
                give(read.result(), to);
            }
        });
    }

    private void give(Piece piece, ByteSink to) {
        ByteBuffer bytes = piece.bytes();
        rest = null;
        long wait = 0;
        if (bytes != null) {
            int n = disk.limit().piece(bytes.remaining());
            rest = n < bytes.remaining() ? piece : null;
            count += n;
            to.bytes(Unpooled.wrappedBuffer(bytes.slice(bytes.position(), n)));
            bytes.position(bytes.position() + n);
            given.accept(count);
            wait = disk.limit().isSet() ? disk.limit().pass(n) : 0;
        }
        if (over) {
            return; // given up on while it was handed over
        }
        if (rest == null && (bytes == null || piece.last())) {
            end(to); // at once: a node that has all the bytes may answer before it is asked for one more
        } else if (wait > 0) {
            waiting = true;
            disk.after(wait, () -> goOn(to));
        } else {
            readOn(to);
        }
    }

    /** Others may have used what this one waited for. */
    private void goOn(ByteSink to) {
        long left = disk.limit().left();
        if (left > 0) {
            disk.after(left, () -> goOn(to));
            return;
        }
        waiting = false;
        readOn(to);
    }

    private void end(ByteSink to) {
        over = true;
        complete = true;
        to.ended();
    }
}
