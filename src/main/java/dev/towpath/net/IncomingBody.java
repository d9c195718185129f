package dev.towpath.net;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way in over a connection, held back until a sink is named. Whoever reads the connection gives it the pieces, and
 * is told when they are welcome. A peer that sends nothing while it is its turn is told of by {@link ProgressWatch}.
 */
final class IncomingBody implements ByteSource {

    private final Owner owner;
    private final Connection connection;
    private final Limits limits;
    private @Nullable ProgressWatch watch;
    private @Nullable ByteSink sink;
    private @Nullable Throwable failure;
    private Runnable broken = () -> {};
    private long received;
    private boolean paused;
    private boolean dropping;
    private boolean over;

    /** Who reads the connection. */
    interface Owner {

        /** Pieces are welcome now, or no longer: {@link #wantsBytes} tells. */
        void flowChanged();

        /** Nobody wants the rest. */
        void abandoned();

        /** The peer sends nothing, or too little. */
        void stalled();
    }

    IncomingBody(Connection connection, Limits limits, Owner owner) {
        this.owner = owner;
        this.connection = connection;
        this.limits = limits;
    }

    /** True once somebody takes the bytes, or nobody ever will. */
    boolean isStarted() {
        return sink != null || dropping;
    }

    /** True if pieces are welcome. */
    boolean wantsBytes() {
        return isStarted() && !paused;
    }

    /** True if pieces are welcome, and nobody will look into them. */
    boolean wantsBlindly() {
        return wantsBytes() && !dropping && sink != null && sink.isBlind();
    }

    /** Bytes that came so far. */
    long received() {
        return received;
    }

    @Override
    public void start(ByteSink receiver) {
        sink = receiver;
        if (failure != null) {
            receiver.failed(failure);
        } else if (over) {
            receiver.ended();
        } else {
            flow();
        }
    }

    @Override
    public void whenBroken(Runnable action) {
        broken = action;
    }

    @Override
    public void pause() {
        paused = !dropping;
        owner.flowChanged();
    }

    @Override
    public void resume() {
        paused = false;
        owner.flowChanged();
    }

    @Override
    public void abandon() {
        if (!over) {
            dropping = true;
            paused = false;
            owner.abandoned();
        }
    }

    /** Reads the rest only to be rid of it. */
    void drop() {
        if (!over && !dropping) {
            boolean running = sink != null;
            dropping = true;
            paused = false;
            if (running) {
                owner.flowChanged();
            } else {
                flow();
            }
        }
    }

    /** A piece has come. */
    void give(ByteBuf piece) {
        received += piece.readableBytes();
        ByteSink to = sink;
        if (over || dropping || to == null || !piece.isReadable()) {
            piece.release();
        } else {
            to.bytes(piece);
        }
    }

    /** All has come. */
    void end() {
        if (close() && sink != null && !dropping) {
            sink.ended();
        }
    }

    /** The rest will never come. */
    void fail(Throwable cause) {
        if (!close()) {
            return;
        }
        failure = cause;
        if (sink != null && !dropping) {
            sink.failed(cause);
        } else if (sink == null) {
            broken.run();
        }
    }

    /** The connection will not be read any more, and nobody is to be told. */
    void stop() {
        close();
    }

    private void flow() {
        owner.flowChanged();
        if (!over && watch == null) {
            ProgressWatch waiting = new ProgressWatch(
                    connection.context(),
                    limits,
                    () -> received,
                    () -> !paused,
                    () -> Future.succeededFuture(0L),
                    owner::stalled);
            watch = waiting;
            waiting.start();
        }
    }

    private boolean close() {
        if (over) {
            return false;
        }
        over = true;
        if (watch != null) {
            watch.stop();
        }
        return true;
    }
}
