package dev.towpath.dialect;

import dev.towpath.net.ClientStalledException;
import dev.towpath.net.Connection;
import dev.towpath.net.Limits;
import dev.towpath.net.ProgressWatch;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of one upload up to its token, on its way from the client to whoever stores it. Who wants no more of it gives it up:
 * then the rest is read and dropped, so that no byte of it is ever taken for a command.
 */
final class UploadContent implements ByteSource {

    private final Runnable wanted;
    private final ProgressWatch watch;
    private final Promise<Void> whole = Promise.promise();
    private @Nullable ByteSink sink;
    private @Nullable Throwable failure;
    private Runnable broken = () -> {};
    private long received;
    private boolean paused;
    private boolean dropping;
    private boolean over;

    /**
     * Makes a content that is held back.
     *
     * @param wanted told when bytes may flow, for the first time or again
     * @param stalled told if the client sends nothing, or too little, while it is its turn
     */
    UploadContent(Connection connection, Limits limits, Runnable wanted, Consumer<Throwable> stalled) {
        this.wanted = wanted;
        this.watch = new ProgressWatch(
                connection.context(),
                limits,
                () -> received,
                this::isWanted,
                () -> Future.succeededFuture(0L),
                () -> stalled.accept(new ClientStalledException()));
    }

    /** True if bytes may be given now. */
    boolean isWanted() {
        return dropping || (sink != null && !paused);
    }

    /** How many bytes have come that were looked at. */
    long received() {
        return received;
    }

    /** Takes over a piece. */
    void give(ByteBuf piece) {
        received += piece.readableBytes();
        ByteSink to = sink;
        if (dropping || over || to == null) {
            piece.release();
        } else {
            to.bytes(piece);
        }
    }

    /** Its token has come. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        watch.stop();
        ByteSink to = sink;
        if (!dropping && to != null) {
            to.ended();
        }
        whole.complete();
    }

    /** Its token will never come. */
    void fail(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        failure = cause;
        watch.stop();
        ByteSink to = sink;
        if (!dropping && to != null) {
            to.failed(cause);
        } else if (!dropping) {
            broken.run();
        }
        whole.fail(cause);
    }

    /** Reads and drops what is left, if anything is. */
    Future<Void> dropRest() {
        if (!over && !dropping) {
            boolean watched = sink != null;
            dropping = true;
            if (!watched) {
                watch.start();
            }
            wanted.run();
        }
        return whole.future();
    }

    @Override
    public void start(ByteSink receiver) {
        if (dropping) {
            return;
        }
        sink = receiver;
        Throwable cause = failure;
        if (cause != null) {
            receiver.failed(cause);
            return;
        }
        watch.start();
        wanted.run();
    }

    @Override
    public void whenBroken(Runnable action) {
        broken = action;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            wanted.run();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // whoever waits for the end has asked for it already
    public void abandon() {
        dropRest();
    }
}
