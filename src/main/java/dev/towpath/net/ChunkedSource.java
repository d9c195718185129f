package dev.towpath.net;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.FilteredSource;
import dev.towpath.wire.UploadBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Content of unknown length as it goes over the wire: each piece as a chunk, and the empty chunk that tells the end. */
final class ChunkedSource extends FilteredSource {

    ChunkedSource(ByteSource content) {
        super(content);
    }

    @Override
    protected void bytes(ByteBuf piece, ByteSink sink) {
        if (piece.isReadable()) { // an empty chunk would be the last
            sink.bytes(line(piece.readableBytes()));
        }
        sink.bytes(piece);
    }

    @Override
    protected void ended(ByteSink sink) {
        sink.bytes(line(0));
        sink.ended();
    }

    @Override
    protected boolean isBlind() {
        return true;
    }

    private static ByteBuf line(int bytes) {
        return Unpooled.wrappedBuffer(UploadBody.chunkLine(bytes));
    }
}
