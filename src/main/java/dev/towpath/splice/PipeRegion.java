package dev.towpath.splice;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** The way of {@link PipedBytes} into a socket. */
public final class PipeRegion extends AbstractReferenceCounted implements FileRegion {

    private static final MessageSizeEstimator.Handle OTHERS = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    /** Counts what waits in pipes like what waits in memory, so that a full queue is known as such. */
    public static final MessageSizeEstimator SIZES =
            () -> message -> message instanceof PipeRegion region ? (int) region.count() : OTHERS.size(message);

    private final ByteBuf bytes;
    private final Pipe pipe;
    private final int count;
    private long transferred;

    private PipeRegion(ByteBuf bytes, Pipe pipe) {
        this.bytes = bytes;
        this.pipe = pipe;
        this.count = pipe.held();
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
    public long position() {
        return 0;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public long transferred() {
        return transferred;
    }

    @Override
    @Deprecated
    public long transfered() {
        return transferred;
    }

    @Override
    public long transferTo(WritableByteChannel target, long position) throws IOException {
        int moved = pipe.drain(target);
        transferred += moved;
        return moved;
    }

    @Override
    protected void deallocate() {
        bytes.release();
    }

    @Override
    public FileRegion touch(Object hint) {
        return this;
    }

    @Override
    public PipeRegion touch() {
        return this;
    }

    @Override
    public PipeRegion retain() {
        super.retain();
        return this;
    }

    @Override
    public PipeRegion retain(int increment) {
        super.retain(increment);
        return this;
    }
}
