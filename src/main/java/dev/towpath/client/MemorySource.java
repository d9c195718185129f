package dev.towpath.client;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.Unpooled;

/** Bytes that are in memory already, given in one piece. */
final class MemorySource implements ByteSource {

    private final byte[] content;

    MemorySource(byte[] content) {
        this.content = content;
    }

    @Override
    public void start(ByteSink sink) {
        if (content.length > 0) {
            sink.bytes(Unpooled.wrappedBuffer(content));
        }
        sink.ended();
    }

    /** Nothing can break. */
    @Override
    public void whenBroken(Runnable action) {}

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void abandon() {}
}
