package dev.towpath.proxy;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;

/** Counts a body into its NAT entry as it passes. */
final class CountedSource implements ByteSource {

    private final ByteSource source;
    private final NatEntry entry;

    private CountedSource(ByteSource source, NatEntry entry) {
        this.source = source;
        this.entry = entry;
    }

    /** The same body, counted if it is a stream. */
    static Body counting(Body body, NatEntry entry) {
        return body instanceof Body.Stream stream ? new Body.Stream(new CountedSource(stream.source(), entry)) : body;
    }

    @Override
    public void start(ByteSink sink) {
        source.start(new ByteSink() {
            @Override
            public void bytes(ByteBuf piece) {
                entry.received(piece.readableBytes());
                sink.bytes(piece);
            }

            @Override
            public void ended() {
                sink.ended();
            }

            @Override
            public void failed(Throwable cause) {
                sink.failed(cause);
            }
        });
    }

    @Override
    public void whenBroken(Runnable action) {
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
    public void abandon() {
        source.abandon();
    }
}
