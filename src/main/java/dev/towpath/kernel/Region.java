package dev.towpath.kernel;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** Bytes that the kernel moves to a socket by itself, a part with each call, as Netty has it for files. */
public abstract class Region extends AbstractReferenceCounted implements FileRegion {

    private final long count;
    private long transferred;

    /** @param count how many bytes there are */
    protected Region(long count) {
        this.count = count;
    }

    /**
     * Moves a part, as much as the target takes.
     *
     * @param from how many bytes have gone before
     * @return how many bytes went, possibly 0
     */
    protected abstract long move(WritableByteChannel target, long from) throws IOException;

    @Override
    public final long position() {
        return 0;
    }

    @Override
    public final long count() {
        return count;
    }

    @Override
    public final long transferred() {
        return transferred;
    }

    @Override
    @Deprecated
    public final long transfered() {
        return transferred;
    }

    @Override
    public final long transferTo(WritableByteChannel target, long from) throws IOException {
        long moved = move(target, from);
        transferred += Math.max(0, moved);
        return moved;
    }

    @Override
    public final Region touch() {
        return this;
    }

    @Override
    public final Region touch(Object hint) {
        return this;
    }

    @Override
    public final Region retain() {
        super.retain();
        return this;
    }

    @Override
    public final Region retain(int increment) {
        super.retain(increment);
        return this;
    }
}
