package dev.towpath.proxy;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.FilteredSource;
import io.netty.buffer.ByteBuf;
import java.util.function.IntConsumer;

/** Counts bytes as they pass, into a NAT entry say. */
final class CountedSource extends FilteredSource {

    private final IntConsumer counter;

    CountedSource(ByteSource source, IntConsumer counter) {
        super(source);
        this.counter = counter;
    }

    /** The same body, counted if it is a stream. */
    static Body counting(Body body, NatEntry entry) {
        return body instanceof Body.Stream stream
                ? new Body.Stream(new CountedSource(stream.source(), entry::received))
                : body;
    }

    @Override
    protected void bytes(ByteBuf piece, ByteSink sink) {
        counter.accept(piece.readableBytes());
        sink.bytes(piece);
    }
}
