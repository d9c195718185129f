package dev.towpath.kernel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.internal.EmptyArrays;
import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A buffer whose bytes are in a pipe: a channel is read into it as into any other, and it can be counted, sliced and handed on, but
 * not looked into. {@link PipeRegion} writes it.
 */
public final class PipedBytes extends UnpooledHeapByteBuf {

    private final Pipes pipes;
    private final Pipe pipe;
    private final int most;
    private boolean filled;

    private PipedBytes(ByteBufAllocator alloc, Pipes pipes, Pipe pipe, int most) {
        super(alloc, EmptyArrays.EMPTY_BYTES, most);
        this.pipes = pipes;
        this.pipe = pipe;
        this.most = most;
    }

    /**
     * A buffer for one read.
     *
     * @param most how many bytes may be read
     * @return null if there is no pipe to be had
     */
    public static @Nullable ByteBuf forRead(Pipes pipes, ByteBufAllocator alloc, long most) {
        Pipe pipe = pipes.lend();
        return pipe == null ? null : new PipedBytes(alloc, pipes, pipe, (int) Math.min(most, pipe.capacity()));
    }

    /** Where the bytes of a buffer are if they are in a pipe, all of them. */
    static @Nullable Pipe pipeOf(ByteBuf buffer) {
        ByteBuf whole = buffer;
        while (!(whole instanceof PipedBytes) && whole.unwrap() != null) {
            whole = whole.unwrap();
        }
        return whole instanceof PipedBytes piped && piped.pipe.held() == buffer.readableBytes() ? piped.pipe : null;
    }

    @Override
    public int capacity() {
        return filled ? writerIndex() : most;
    }

    @Override
    public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
        if (filled) {
            throw new IllegalStateException("read twice");
        }
        int read = pipe.fill(in, length);
        filled = read > 0;
        return read;
    }

    @Override
    protected void deallocate() {
        pipes.giveBack(pipe);
    }
}
