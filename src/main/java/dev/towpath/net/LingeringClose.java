package dev.towpath.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection whose peer may still be sending: what is queued leaves for as long as the peer takes it, then FIN, then
 * what still comes is read and dropped for a bounded time, then close.
 */
final class LingeringClose implements Connection.Events {

    private static final int MOST_DROPPED = 64 * 1024;

    private final Connection connection;
    private final Limits limits;
    private final Deadline deadline;
    private final ProgressWatch watch;
    private boolean finSent;
    private int dropped;

    LingeringClose(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.deadline = connection.deadline(connection::abort);
        this.watch = new ProgressWatch(
                connection.context(),
                limits,
                () -> -connection.unsent(),
                () -> true,
                connection::unacknowledged,
                connection::abort);
    }

    void begin() {
        connection.attach(this);
        connection.setReading(false);
        connection.flushed().compose(v -> connection.shutdownOutput()).onComplete(done -> {
            finSent = true;
            watch.stop();
            if (done.failed() || connection.isInputEnded()) {
                connection.abort();
            } else {
                deadline.in(limits.lingerTimeout());
                connection.setReading(true);
            }
        });
        if (!finSent) {
            watch.start();
        }
    }

    @Override
    public void bytes(ByteBuf in) {
        if (finSent) {
            dropped += in.readableBytes();
        }
        in.release();
        if (dropped > MOST_DROPPED) {
            connection.abort();
        }
    }

    @Override
    public void inputEnded() {
        if (finSent) {
            connection.abort();
        }
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        watch.stop();
        deadline.cancel();
    }
}
