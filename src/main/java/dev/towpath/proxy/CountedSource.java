package dev.towpath.proxy;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.FilteredSource;
import io.netty.buffer.ByteBuf;
import java.util.function.IntConsumer;

/** Counts bytes into a NAT entry as they pass, and tells it while they are held up. */
final class CountedSource extends FilteredSource {

    private final NatEntry entry;
    private final IntConsumer counter;

    CountedSource(ByteSource source, NatEntry entry, IntConsumer counter) {
        super(source);
        this.entry = entry;
        this.counter = counter;
    }

    /** The same body, counted: as it passes, or, if it is here, at once. */
    static Body counting(Body body, NatEntry entry) {
        if (body instanceof Body.Whole whole) {
            entry.received(whole.length());
        }
        return body instanceof Body.Stream stream
                ? new Body.Stream(new CountedSource(stream.source(), entry, entry::received))
                : body;
    }

    @Override
    protected void bytes(ByteBuf piece, ByteSink sink) {
        counter.accept(piece.readableBytes());
        sink.bytes(piece);
    }

    @Override
    protected boolean isBlind() {
        return true;
    }

    @Override
    public void pause() {
        entry.paused(true);
        super.pause();
    }

    @Override
    public void resume() {
        entry.paused(false);
        super.resume();
    }
}
