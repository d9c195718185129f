package dev.towpath.net;

import dev.towpath.kernel.PipeRegion;
import dev.towpath.kernel.Pipes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection as the sessions need it: raw reference-counted buffers instead of heap copies, reading that really pauses,
 * half-close, reset. A Vert.x socket underneath, driven through its channel where the socket's own methods copy or buffer.
 */
public final class Connection {

    /** The largest single read of requests, in bytes. */
    static final int REQUEST_READ = 16 * 1024;

    /** The largest single read of a body, in bytes: what one stalled receiver can pin. */
    static final int BODY_READ = 256 * 1024;

    private final NetSocketInternal socket;
    private final ContextInternal context;
    private final ChannelHandlerContext pipeline;
    private final Channel channel;
    private final ReadSize readSize;
    private final SocketReader reader;
    private final LoopRound round;
    private final Outbox outbox;
    private final LoopRound.Step looking;
    private Events events = Ignore.EVENTS;
    private @Nullable Runnable writable;
    private @Nullable Throwable failure;
    private @Nullable ByteBuf heldBack;
    private boolean inputEnded;
    private boolean flushDue;
    private boolean closed;

    /** What happens on a connection; each call comes on its event loop. */
    public interface Events {

        /** Takes over bytes that came in. */
        void bytes(ByteBuf in);

        /** The peer will send no more; it may still read. Told only where half-close is allowed. */
        void inputEnded();

        /** The connection is gone: by an error of the network, by the peer's end, or because this side closed it. */
        void closed(@Nullable Throwable failure);
    }

    private enum Ignore implements Events {
        EVENTS;

        @Override
        public void bytes(ByteBuf in) {
            in.release();
        }

        @Override
        public void inputEnded() {}

        @Override
        public void closed(@Nullable Throwable failure) {}
    }

    /**
     * Must be made in the very callback that hands out the socket, before anything was read from it.
     *
     * @param largestRead in bytes, while no body is expected
     * @param pipes for what comes in and nobody looks into
     */
    Connection(NetSocket socket, ContextInternal context, boolean allowHalfClose, int largestRead, Pipes pipes) {
        this(socket, context, allowHalfClose, largestRead, BODY_READ, pipes);
    }

    /** The same with another largest read for a body that is expected. */
    Connection(
            NetSocket socket,
            ContextInternal context,
            boolean allowHalfClose,
            int largestRead,
            int largestBodyRead,
            Pipes pipes) {
        this.socket = (NetSocketInternal) socket;
        this.context = context;
        this.pipeline = this.socket.channelHandlerContext();
        this.channel = pipeline.channel();
        this.round = LoopRound.of(channel.eventLoop());
        this.outbox = new Outbox(pipeline, round);
        // a node closes half of what it has accepted, never of what it has dialled
        this.looking = allowHalfClose ? LoopRound.Step.REQUESTS : LoopRound.Step.ANSWERS;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, allowHalfClose);
        this.readSize = new ReadSize(largestRead, largestBodyRead, pipes);
        channel.config().setRecvByteBufAllocator(readSize);
        channel.config().setMessageSizeEstimator(PipeRegion.SIZES);
        this.socket.eventHandler(this::event);
        this.socket.exceptionHandler(e -> failure = failure == null ? e : failure);
        this.socket.closeHandler(v -> wasClosed());
        this.socket.drainHandler(v -> {
            if (writable != null) {
                writable.run();
            }
        });
        this.reader = SocketReader.begin(this, pipeline, round, readSize);
    }

    /** Names who hears of this connection from now on. */
    public void attach(Events listener) {
        this.events = listener;
    }

    /** Names who is told when the write queue has room again; null for nobody. */
    void onWritable(@Nullable Runnable listener) {
        this.writable = listener;
    }

    /** Where it goes, or came from; null if it was over before anybody asked. */
    public @Nullable InetSocketAddress peer() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    /** The port on this side; 0 if it was over before anybody asked. */
    public int localPort() {
        return channel.localAddress() instanceof InetSocketAddress local ? local.getPort() : 0;
    }

    /** Runs something when the connection is gone, besides telling the session. */
    void onClosed(Runnable listener) {
        socket.closeHandler(v -> {
            wasClosed();
            listener.run();
        });
    }

    private void wasClosed() {
        if (!closed) {
            look();
            closed = true;
            outbox.clear();
            events.closed(failure);
        }
    }

    /** From now on a FIN is told, and closes nothing. */
    void allowHalfClose() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** True if the peer has said that it will send no more. */
    public boolean isInputEnded() {
        return inputEnded;
    }

    /** The context all callbacks run on. */
    public ContextInternal context() {
        return context;
    }

    public boolean isClosed() {
        return closed;
    }

    /** A deadline whose action runs on this connection's event loop. */
    public Deadline deadline(Runnable missed) {
        return new Deadline(context, round, missed);
    }

    /** Stops or resumes reading from the socket; what was read already may still be told. */
    public void setReading(boolean on) {
        reader.setReading(on);
    }

    /** False while more is queued than the peer takes. */
    boolean isWritable() {
        return channel.isWritable();
    }

    /** An empty buffer for something that is to be written; it may be larger only if that will leave at once. */
    ByteBuf buffer(int capacity) {
        return capacity <= SmallBuffers.SIZE && hasSentAll()
                ? round.buffers().take(channel)
                : channel.alloc().directBuffer(capacity);
    }

    /** Says whether a body is coming, which is read in larger pieces than lines are. */
    public void expectBody(boolean on) {
        readSize.forBody(on);
    }

    /** Says how many of the next bytes nobody will look into; asked before each read while a body is expected. */
    void readBlindly(LongSupplier due) {
        readSize.blindly(() -> heldBack == null ? due.getAsLong() : 0);
    }

    /**
     * From now on a write that fails does not close the connection: what the peer said before it closed is still read, and its end
     * is told in its turn. Nothing more can be written then.
     */
    void outliveFailedWrites() {
        outbox.outliveFailures();
    }

    /** Queues a message, taking it over; {@link #flush} sends it. If it fails the connection closes, unless that was ruled out. */
    public void write(Object message) {
        outbox.write(message);
    }

    /** The same for bytes that are not changed any more. */
    public void write(byte[] message) {
        outbox.write(message);
    }

    /** Sends at once what is queued. */
    public void flush() {
        outbox.flush();
    }

    /** Sends what is queued, if anything, when the event loop has looked at all that has come, together with what others have to send. */
    void flushSoon() {
        if (outbox.isWritten() && !flushDue) {
            flushDue = true;
            round.flush(this);
        }
    }

    /** It is its turn in the round that {@link #flushSoon} has put it into, once. */
    void flushInRound() {
        flushDue = false;
        if (outbox.isWritten()) {
            outbox.flush();
        }
    }

    /** Sends a message, taking it over; the future ends when the kernel has all of it. */
    @SuppressWarnings("FutureReturnValueIgnored") // the listener is the use of it
    Future<Void> send(Object message) {
        PromiseInternal<Void> promise = context.promise();
        outbox.queueAlone();
        pipeline.writeAndFlush(message).addListener(promise);
        return promise.future();
    }

    /** The future ends when the kernel has all that was queued. */
    Future<Void> flushed() {
        return send(Unpooled.EMPTY_BUFFER);
    }

    /** True if the kernel has taken all that was written, and may be given more; false also where writing has failed. */
    boolean hasSentAll() {
        return outbox.isEmpty();
    }

    /** Bytes in memory that the kernel has not taken yet; it shrinks with every byte taken. */
    long unsent() {
        return outbox.bytes();
    }

    /** Bytes the kernel took that the peer has not acknowledged; 0 where the system does not tell. */
    Future<Long> unacknowledged() {
        if (!(channel.localAddress() instanceof InetSocketAddress local
                && channel.remoteAddress() instanceof InetSocketAddress peer)) {
            return Future.succeededFuture(0L);
        }
        return context.executeBlocking(() -> SendQueue.unacknowledged(local, peer), false);
    }

    /** Closes at once; what was queued is dropped. Safe to call twice. */
    @SuppressWarnings("FutureReturnValueIgnored") // the close handler tells
    public void abort() {
        ByteBuf unseen = heldBack;
        heldBack = null;
        if (unseen != null) {
            unseen.release();
        }
        outbox.clear();
        pipeline.close();
    }

    /** Closes at once so that the peer sees a reset: what it got is not whole. */
    public void reset() {
        resetWhenClosed(true);
        abort();
    }

    /**
     * Decides how any close that comes from now on looks to the peer, also one that this process does not get to make itself: as a
     * reset, or as the FIN that it is otherwise.
     */
    public void resetWhenClosed(boolean on) {
        try {
            channel.config().setOption(ChannelOption.SO_LINGER, on ? 0 : -1);
        } catch (ChannelException e) {
            // closed already
        }
    }

    /**
     * Closes so that what was written last arrives: sends FIN, reads and drops what still comes for a bounded time, closes.
     * A plain close would answer unread input with a reset, and a reset discards what the peer has not read yet.
     */
    public void linger(Limits limits) {
        new LingeringClose(this, limits).begin();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the listener is the use of it
    Future<Void> shutdownOutput() {
        PromiseInternal<Void> promise = context.promise();
        outbox.queueAlone();
        ((DuplexChannel) channel).shutdownOutput().addListener(promise);
        return promise.future();
    }

    /** Runs something in a later step of the round. What goes wrong with that is reported, and stops nothing that comes behind it. */
    void soon(LoopRound.Step step, Runnable action) {
        round.add(step, context, action);
    }

    /** Takes over bytes as they are read; few of them are told of in the loop's round. */
    void read(ByteBuf in) {
        if (heldBack == null && in.readableBytes() <= Outbox.SMALL) {
            heldBack = in;
            soon(looking, this::tellHeldBack);
        } else {
            look();
            context.emit(in, events::bytes);
        }
    }

    /** True if something has come that nobody was told of yet. */
    boolean holdsBack() {
        return heldBack != null;
    }

    /** Gives on what was held back, if anything. What goes wrong with that is reported, and stops nothing that comes behind it. */
    void look() {
        if (heldBack != null) {
            context.emit(this, Connection::tellHeldBack);
        }
    }

    private void tellHeldBack() {
        ByteBuf in = heldBack;
        if (in != null) {
            heldBack = null;
            events.bytes(in);
        }
    }

    private void event(Object event) {
        look();
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            events.inputEnded();
        }
        ReferenceCountUtil.release(event);
    }
}
