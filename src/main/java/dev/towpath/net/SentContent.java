package dev.towpath.net;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.FilteredSource;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An upload's content on its way out: knows how much there was, and whether it was its source that broke. */
final class SentContent extends FilteredSource {

    private long bytes;
    private @Nullable Throwable failure;

    SentContent(ByteSource content) {
        super(content);
    }

    /** How many bytes it has given. */
    long bytes() {
        return bytes;
    }

    /** Why the source gave up; null if it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Counts as a failure of the source. */
    Throwable broken(Throwable cause) {
        failure = cause;
        return cause;
    }

    @Override
    protected void bytes(ByteBuf piece, ByteSink sink) {
        bytes += piece.readableBytes();
        sink.bytes(piece);
    }

    @Override
    protected boolean isBlind() {
        return true;
    }

    @Override
    protected void failed(Throwable cause, ByteSink sink) {
        failure = cause;
        sink.failed(cause);
    }
}
