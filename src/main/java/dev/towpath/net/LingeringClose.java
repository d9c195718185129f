package dev.towpath.net;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The end of a connection whose peer may still be sending: FIN, then read and drop for a bounded time, then close. */
final class LingeringClose implements Connection.Events {

    private static final int MOST_DROPPED = 64 * 1024;

    private final Connection connection;
    private final Limits limits;
    private final Deadline deadline;
    private boolean finSent;
    private int dropped;

    LingeringClose(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.deadline = connection.deadline(connection::abort);
    }

    void begin() {
        connection.attach(this);
        connection.setReading(true);
        deadline.in(limits.stallTimeout());
        connection.flushed().compose(v -> connection.shutdownOutput()).onComplete(done -> {
            finSent = true;
            if (done.failed() || connection.isInputEnded()) {
                connection.abort();
            } else {
                deadline.in(limits.lingerTimeout());
            }
        });
    }

    @Override
    public void bytes(ByteBuf in) {
        dropped += in.readableBytes();
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
        deadline.cancel();
    }
}
