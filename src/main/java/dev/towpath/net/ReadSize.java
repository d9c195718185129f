package dev.towpath.net;

import dev.towpath.kernel.PipedBytes;
import dev.towpath.kernel.Pipes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much one read from a socket may take: little while lines are expected, more while a body comes. Within that it follows what
 * the peer sends. Bytes that nobody will look into are read into pipes, as long as there are any.
 */
final class ReadSize implements RecvByteBufAllocator {

    private static final int SMALLEST = 512;
    private static final int FIRST = SmallBuffers.SIZE;

    /** Fewer bytes than this are copied in no more calls than they would be moved. */
    private static final int SMALLEST_PIPED = 64 * 1024;

    /** By the largest read: there are few, and many connections. */
    private static final Map<Integer, AdaptiveRecvByteBufAllocator> ADAPTIVE = new ConcurrentHashMap<>();

    private final int usual;
    private final int body;
    private final Pipes pipes;
    private LongSupplier blind = () -> 0;
    private @Nullable Switched latest;
    private boolean forBody;

    /** @param usual the largest read in bytes; {@code body} the same while a body comes */
    ReadSize(int usual, int body, Pipes pipes) {
        this.usual = usual;
        this.body = body;
        this.pipes = pipes;
    }

    /** Says whether a body is coming. */
    void forBody(boolean on) {
        forBody = on;
    }

    /** Says how many of the next bytes nobody will look into; asked before each read while a body comes. */
    void blindly(LongSupplier due) {
        blind = due;
    }

    /** True if the next read is to be into one of the {@link SmallBuffers}. */
    boolean isShort() {
        return !forBody && (latest == null || latest.isShort());
    }

    @Override
    @SuppressWarnings("deprecation") // the interface's own return type
    public Handle newHandle() {
        Switched handle = new Switched(handle(usual));
        latest = handle;
        return handle;
    }

    private static ExtendedHandle handle(int largest) {
        return (ExtendedHandle)
                ADAPTIVE.computeIfAbsent(largest, most -> new AdaptiveRecvByteBufAllocator(SMALLEST, FIRST, most))
                        .newHandle();
    }

    private final class Switched implements ExtendedHandle {

        private final ExtendedHandle small;
        private @Nullable ExtendedHandle large;
        private ExtendedHandle current;
        private boolean intoPipe;
        private boolean copying;

        Switched(ExtendedHandle small) {
            this.small = small;
            this.current = small;
        }

        @Override
        public void reset(ChannelConfig config) {
            // a round of reads begins: only here may the choice change
            current = forBody ? large() : small;
            current.reset(config);
        }

        boolean isShort() {
            return small.guess() <= SmallBuffers.SIZE;
        }

        /** Made when it is needed: most connections never send a body. */
        private ExtendedHandle large() {
            if (large == null) {
                large = handle(body);
            }
            return large;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator alloc) {
            long due = copying || !forBody ? 0 : blind.getAsLong();
            ByteBuf piped = due >= SMALLEST_PIPED ? PipedBytes.forRead(pipes, alloc, due) : null;
            intoPipe = piped != null;
            if (piped != null) {
                return piped;
            }
            return current.guess() <= SmallBuffers.SIZE ? SmallBuffers.ofLoop().take(alloc) : current.allocate(alloc);
        }

        @Override
        public int guess() {
            return current.guess();
        }

        @Override
        public void incMessagesRead(int messages) {
            current.incMessagesRead(messages);
        }

        @Override
        public void lastBytesRead(int bytes) {
            // where splice(2) finds nothing there may be something all the same: an urgent byte, which only a copy gets
            // past, with more behind it; and whether it is the end, only a copy tells
            copying = intoPipe ? bytes == 0 : copying && bytes <= 0;
            current.lastBytesRead(bytes);
        }

        @Override
        public int lastBytesRead() {
            return current.lastBytesRead();
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            current.attemptedBytesRead(bytes);
        }

        @Override
        public int attemptedBytesRead() {
            return current.attemptedBytesRead();
        }

        /** After each read it is the turn of others. */
        @Override
        public boolean continueReading() {
            return false;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return false;
        }

        @Override
        public void readComplete() {
            current.readComplete();
        }
    }
}
