package dev.towpath.net;

import dev.towpath.kernel.PipeRegion;
import dev.towpath.kernel.SocketCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.nio.AbstractNioChannel;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has to send. A small message that stands alone, as a request or a short answer does, waits here for the flush and is
 * then given to the socket as it is; whatever else there is, and what the socket does not take at once, goes through Netty's queue and
 * the many steps to it.
 */
final class Outbox {

    /** So few bytes are a request, or a short answer. */
    static final int SMALL = 4 * 1024;

    private final Channel channel;
    private final ChannelHandlerContext pipeline;
    private final LoopRound round;
    private final SocketCalls calls;
    /** Null where it is none of Java's. */
    private final @Nullable SocketChannel socket;

    private @Nullable ByteBuf alone;
    /** In place of that. */
    private byte @Nullable [] aloneInHeap;

    private boolean isQueueUsed = true;
    private boolean outlivesFailures;
    private boolean written;

    Outbox(ChannelHandlerContext pipeline, LoopRound round) {
        this(pipeline, round, round.calls());
    }

    Outbox(ChannelHandlerContext pipeline, LoopRound round, SocketCalls calls) {
        this.channel = pipeline.channel();
        this.pipeline = pipeline;
        this.round = round;
        this.calls = calls;
        this.socket =
                channel.unsafe() instanceof AbstractNioChannel.NioUnsafe nio && nio.ch() instanceof SocketChannel found
                        ? found
                        : null;
    }

    /** From now on a write that fails does not close the connection. */
    void outliveFailures() {
        channel.config().setAutoClose(false);
        outlivesFailures = true;
    }

    /** Takes over a message to be sent by the next {@link #flush}. */
    void write(Object message) {
        written = true;
        passAlone();
        Object ready = PipeRegion.forWrite(message);
        if (ready instanceof ByteBuf small && small.readableBytes() <= SMALL) {
            alone = small;
        } else {
            queue(ready);
        }
    }

    /** The same for a message that is not changed any more. */
    void write(byte[] message) {
        written = true;
        passAlone();
        if (message.length <= SMALL) {
            aloneInHeap = message;
        } else {
            queue(Unpooled.wrappedBuffer(message));
        }
    }

    /** True if something was written since the last flush. */
    boolean isWritten() {
        return written;
    }

    /** Sends what was written. */
    void flush() {
        written = false;
        if (!isSentAtOnce()) {
            passAlone();
            pipeline.flush();
        }
    }

    /** Has all that was written in Netty's queue, for what is to stand behind it there. */
    void queueAlone() {
        passAlone();
        isQueueUsed = true;
    }

    private void passAlone() {
        ByteBuf message = alone;
        byte[] inHeap = aloneInHeap;
        if (message != null) {
            alone = null;
            queue(fitting(message));
        } else if (inHeap != null) {
            aloneInHeap = null;
            queue(Unpooled.wrappedBuffer(inHeap));
        }
    }

    /** A buffer of no more than about the message's size, for it may wait long, and there may be many. */
    private ByteBuf fitting(ByteBuf message) {
        int length = message.readableBytes();
        if (message.capacity() <= 2 * length) {
            return message;
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(message);
        message.release();
        return copy;
    }

    /** Forgets what waits here. */
    void clear() {
        aloneInHeap = null;
        ByteBuf message = alone;
        if (message != null) {
            alone = null;
            message.release();
        }
    }

    /** True if the kernel has taken all that was written, and may be given more; false also where writing has failed. */
    boolean isEmpty() {
        return alone == null
                && aloneInHeap == null
                && isQueueEmpty()
                && (socket == null ? channel.isOpen() : socket.isOpen());
    }

    /** Bytes in memory that the kernel has not taken yet. */
    long bytes() {
        long queued = isQueueUsed ? queued() : 0;
        if (alone != null) {
            return queued + alone.readableBytes();
        }
        return aloneInHeap == null ? queued : queued + aloneInHeap.length;
    }

    private long queued() {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        return queue == null ? 0 : queue.totalPendingWriteBytes() - queue.currentProgress();
    }

    /** Looks into the queue only if anything was put there since it was found empty. */
    private boolean isQueueEmpty() {
        if (!isQueueUsed) {
            return true;
        }
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || !queue.isEmpty() || queue.totalPendingWriteBytes() != 0) {
            return false;
        }
        isQueueUsed = false;
        return true;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise tells failures to the pipeline, which closes
    private void queue(Object message) {
        isQueueUsed = true;
        pipeline.write(message, outlivesFailures ? pipeline.newPromise() : pipeline.voidPromise());
    }

    /** Gives the socket the message that stands alone, if there is one and nothing before it. What is left of it stays. */
    private boolean isSentAtOnce() {
        if (socket == null
                || !socket.isOpen() // the system may have given its number to another one
                || !isQueueEmpty()) {
            return false;
        }
        try {
            return alone != null ? isSentAtOnce(socket, alone) : isSentAtOnce(socket, aloneInHeap);
        } catch (IOException e) {
            return false; // Netty will find the same, and tells all who have to know
        }
    }

    private boolean isSentAtOnce(SocketChannel to, ByteBuf message) throws IOException {
        int length = message.readableBytes();
        int sent = calls.send(to, inOnePiece(message));
        if (sent < length) {
            message.skipBytes(sent);
            return false;
        }
        alone = null;
        message.release();
        return true;
    }

    private boolean isSentAtOnce(SocketChannel to, byte @Nullable [] message) throws IOException {
        if (message == null) {
            return false;
        }
        int sent = calls.send(to, round.smallMessage().clear().writeBytes(message));
        aloneInHeap = null;
        if (sent < message.length) {
            alone = Unpooled.wrappedBuffer(message).skipBytes(sent);
            return false;
        }
        return true;
    }

    private ByteBuf inOnePiece(ByteBuf message) {
        if (message.isDirect() && message.nioBufferCount() == 1) {
            return message;
        }
        ByteBuf piece = round.smallMessage().clear();
        int from = message.readerIndex();
        int length = message.readableBytes();
        return message.hasArray()
                ? piece.writeBytes(message.array(), message.arrayOffset() + from, length)
                : piece.writeBytes(message, from, length);
    }
}
