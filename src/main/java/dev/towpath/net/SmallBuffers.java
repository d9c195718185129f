package dev.towpath.net;

import dev.towpath.kernel.SocketCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledUnsafeDirectByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Buffers for short messages on one event loop, which are needed for a moment. The one that was given back last is lent first, for the
 * processor's caches still hold it; an allocator would go through all it has.
 */
final class SmallBuffers {

    /** In bytes. */
    static final int SIZE = 2048;

    /** So many there are; who needs more at a time gets them from the allocator, which knows how to keep many. */
    private static final int MOST = 64;

    private static final FastThreadLocal<SmallBuffers> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected SmallBuffers initialValue() {
            return new SmallBuffers(Thread.currentThread());
        }
    };

    private final Thread loop;
    private final SocketCalls calls = SocketCalls.ofSystem();
    private final ArrayDeque<Lent> free = new ArrayDeque<>();
    private final AtomicInteger made = new AtomicInteger();

    private SmallBuffers(Thread loop) {
        this.loop = loop;
    }

    /** Those of this thread's loop. */
    static SmallBuffers ofLoop() {
        return OF_LOOP.get();
    }

    /** An empty buffer of {@value #SIZE} bytes, which never grows. To be called on the loop; it may be released anywhere. */
    ByteBuf take(Channel channel) {
        return free.isEmpty() ? fresh(channel.alloc()) : lend();
    }

    /** The same where the channel is not at hand. */
    ByteBuf take(ByteBufAllocator alloc) {
        return free.isEmpty() ? fresh(alloc) : lend();
    }

    private ByteBuf lend() {
        Lent known = free.removeFirst();
        known.renew();
        return known;
    }

    private ByteBuf fresh(ByteBufAllocator alloc) {
        ByteBuf usual = alloc.directBuffer(SIZE, SIZE);
        if (made.get() >= MOST || !usual.hasMemoryAddress()) { // without addresses this JVM can have no other
            return usual;
        }
        usual.release();
        made.incrementAndGet();
        return new Lent(alloc);
    }

    private final class Lent extends UnpooledUnsafeDirectByteBuf {

        Lent(ByteBufAllocator alloc) {
            super(alloc, SIZE, SIZE);
        }

        void renew() {
            resetRefCnt();
            clear();
        }

        @Override
        public int setBytes(int index, ScatteringByteChannel in, int length) throws IOException {
            checkIndex(index, length);
            return in instanceof SocketChannel
                    ? calls.receive(in, this, index, length)
                    : super.setBytes(index, in, length);
        }

        @Override
        protected void deallocate() {
            if (Thread.currentThread() == loop) {
                free.addFirst(this);
            } else {
                made.decrementAndGet();
                super.deallocate();
            }
        }
    }
}
