package dev.towpath.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes a span of blocks to its place in a part file as it comes, and digests each block. Writes block. */
final class SpanWriter {

    private final PartFile part;
    private final List<String> digests = new CopyOnWriteArrayList<>();
    private final long end;
    private RunningSha256 block = new RunningSha256();
    private long at;

    SpanWriter(PartFile part, Blocks.Span span) {
        this.part = part;
        this.at = span.offset();
        this.end = span.offset() + span.length();
    }

    /** Takes the next bytes. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int n = (int) Math.min(bytes.remaining(), Blocks.SIZE - block.length());
            ByteBuffer piece = bytes.slice(bytes.position(), n);
            bytes.position(bytes.position() + n);
            block.update(piece.duplicate());
            part.writeAt(piece, at);
            at += n;
            if (block.length() == Blocks.SIZE || at == end) {
                digests.add(block.hex());
                block = new RunningSha256();
            }
        }
    }

    /** The digests of the blocks that are whole, in their order; may be asked at any time by anybody. */
    List<String> digests() {
        return digests;
    }
}
