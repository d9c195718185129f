package dev.towpath.kernel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** The way of {@link PipedBytes} into a socket. */
public final class PipeRegion extends Region {

    private static final MessageSizeEstimator.Handle OTHERS = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    /** Counts what waits in pipes like what waits in memory, so that a full queue is known as such. */
    public static final MessageSizeEstimator SIZES =
            () -> message -> message instanceof PipeRegion region ? (int) region.count() : OTHERS.size(message);

    private final ByteBuf bytes;
    private final Pipe pipe;

    private PipeRegion(ByteBuf bytes, Pipe pipe) {
        super(pipe.held());
        this.bytes = bytes;
        this.pipe = pipe;
    }

    /** What to write to a socket in place of a message: the same one, taken over, unless its bytes are in a pipe. */
    public static Object forWrite(Object message) {
        if (message instanceof ByteBuf bytes) {
            Pipe pipe = PipedBytes.pipeOf(bytes);
            return pipe == null ? message : new PipeRegion(bytes, pipe);
        }
        return message;
    }

    @Override
    protected long move(WritableByteChannel target, long from) throws IOException {
        return pipe.drain(target);
    }

    @Override
    protected void deallocate() {
        bytes.release();
    }
}
