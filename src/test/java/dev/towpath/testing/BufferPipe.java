package dev.towpath.testing;

import dev.towpath.kernel.Pipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;

/** A pipe in memory, for tests where the system's can't be had. */
public final class BufferPipe implements Pipe {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(200_000);

    @Override
    public int capacity() {
        return buffer.capacity();
    }

    @Override
    public int held() {
        return buffer.position();
    }

    @Override
    public int fill(ScatteringByteChannel from, int most) throws IOException {
        buffer.limit(Math.min(buffer.capacity(), buffer.position() + most));
        return Math.max(0, from.read(buffer));
    }

    @Override
    public int drain(WritableByteChannel to) throws IOException {
        buffer.flip();
        try {
            return to.write(buffer);
        } finally {
            buffer.compact();
        }
    }

    @Override
    public void close() {
        // memory alone
    }
}
