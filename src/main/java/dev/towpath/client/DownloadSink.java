package dev.towpath.client;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.function.LongConsumer;

/**
 * Writes a body to a target as it comes, on a thread that may block, and holds the sender back while more than a little waits
 * to be written.
 */
final class DownloadSink implements ByteSink {

    private static final int MOST_WAITING = 2 * 1024 * 1024;

    private final Body.Stream body;
    private final Target target;
    private final Disk disk;
    private final LongConsumer arrived;
    private final Promise<Void> promise = Promise.promise();
    private long received;
    private int waiting;
    private boolean held;

    /** @param arrived told of every piece how many bytes have come so far, before they are written */
    DownloadSink(Body.Stream body, Target target, Disk disk, LongConsumer arrived) {
        this.body = body;
        this.target = target;
        this.disk = disk;
        this.arrived = arrived;
    }

    /** Lets the body flow; the future ends when the last byte is written, with how many there were. */
    Future<Long> run() {
        body.source().start(this);
        return promise.future().map(v -> received);
    }

    @Override
    public void bytes(ByteBuf piece) {
        int size = piece.readableBytes();
        received += size;
        waiting += size;
        if (!held && waiting > MOST_WAITING) {
            held = true;
            body.source().pause();
        }
        disk.step(() -> write(piece)).onComplete(written -> {
            waiting -= size;
            if (written.failed()) {
                body.source().abandon();
                promise.tryFail(written.cause());
            } else if (held && waiting <= MOST_WAITING / 2) {
                held = false;
                body.source().resume();
            }
        });
        arrived.accept(received);
    }

    @Override
    public void ended() {
        // runs behind every write that was given before
        disk.step(() -> {}).onComplete(last -> promise.tryComplete());
    }

    @Override
    public void failed(Throwable cause) {
        disk.step(() -> {}).onComplete(last -> promise.tryFail(cause));
    }

    private void write(ByteBuf piece) throws IOException {
        try {
            target.write(piece.nioBuffer());
        } finally {
            piece.release();
        }
    }
}
