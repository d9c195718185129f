package dev.towpath.wire;

import io.netty.buffer.ByteBuf;

/** A source whose bytes are looked at, or added to, on their way. All that is not overridden passes as it is. */
public abstract class FilteredSource implements ByteSource {

    private final ByteSource source;

    protected FilteredSource(ByteSource source) {
        this.source = source;
    }

    /** A piece has come; it belongs to {@code sink} once that has it. */
    protected void bytes(ByteBuf piece, ByteSink sink) {
        sink.bytes(piece);
    }

    /** All has come. */
    protected void ended(ByteSink sink) {
        sink.ended();
    }

    /** The rest will never come. */
    protected void failed(Throwable cause, ByteSink sink) {
        sink.failed(cause);
    }

    /** True if pieces are not looked into here. */
    protected boolean isBlind() {
        return false;
    }

    @Override
    public final void start(ByteSink sink) {
        source.start(new ByteSink() {
            @Override
            public void bytes(ByteBuf piece) {
                FilteredSource.this.bytes(piece, sink);
            }

            @Override
            public void ended() {
                FilteredSource.this.ended(sink);
            }

            @Override
            public void failed(Throwable cause) {
                FilteredSource.this.failed(cause, sink);
            }

            @Override
            public boolean isBlind() {
                return FilteredSource.this.isBlind() && sink.isBlind();
            }
        });
    }

    @Override
    public final void whenBroken(Runnable action) {
        source.whenBroken(action);
    }

    @Override
    public void pause() {
        source.pause();
    }

    @Override
    public void resume() {
        source.resume();
    }

    @Override
    public final void abandon() {
        source.abandon();
    }
}
