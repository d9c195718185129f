package dev.towpath.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.nio.NioTask;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads what comes on a connection, and stops where that is asked for.
 *
 * <p>Netty's way from the selector to a handler passes a dozen objects of each connection, none of which the processor still has at hand if
 * there are many; for a short message that is more work than all the rest of its way. So this hears by itself that a socket is ready, and
 * reads by itself as long as little comes at a time. Large reads and ends are left to Netty.
 */
final class SocketReader extends ChannelInboundHandlerAdapter implements NioTask<SelectableChannel> {

    private final Connection connection;
    private final ChannelHandlerContext pipeline;
    private final Channel channel;
    private final LoopRound round;
    private final ReadSize size;
    private @Nullable SelectionKey key;
    private boolean reading = true;
    private boolean isMoreLikely;
    private boolean isHandler;

    /** @param pipeline of Vert.x' own handler, which would do nothing with what was read but give it on */
    private SocketReader(Connection connection, ChannelHandlerContext pipeline, LoopRound round, ReadSize size) {
        this.connection = connection;
        this.pipeline = pipeline;
        this.channel = pipeline.channel();
        this.round = round;
        this.size = size;
    }

    /** Begins to read. */
    static SocketReader begin(Connection connection, ChannelHandlerContext pipeline, LoopRound round, ReadSize size) {
        SocketReader reader = new SocketReader(connection, pipeline, round, size);
        reader.begin();
        return reader;
    }

    private void begin() {
        // each of Netty's reads is asked for by itself: it would go through all handlers for that
        channel.config().setAutoRead(false);
        if (channel.isOpen()
                && channel.eventLoop() instanceof NioEventLoop loop
                && channel.unsafe() instanceof NioUnsafe netty
                && netty.ch() instanceof SocketChannel socket) {
            // the selector has it already, and goes on with the same key, which Netty knows
            loop.register(socket, SelectionKey.OP_READ, this);
        } else {
            becomeHandler();
        }
        askForRead();
    }

    /** Stops or resumes reading from the socket; what was read already may still be told. */
    void setReading(boolean on) {
        reading = on;
        if (on) {
            askForRead();
        } else {
            // a read that was asked for is called off by this, and by nothing else
            channel.config().setAutoRead(true).setAutoRead(false);
        }
    }

    private void askForRead() {
        channel.unsafe().beginRead();
    }

    @Override
    public void channelReady(SelectableChannel ready, SelectionKey told) {
        try {
            ready((SocketChannel) ready, told);
        } catch (RuntimeException | Error e) {
            fail(e); // a loop ends by an error that reaches it, and all its connections with it
        }
    }

    /** The socket is closed, or its loop ends. */
    @Override
    public void channelUnregistered(SelectableChannel ready, @Nullable Throwable cause) {
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    private void fail(Throwable cause) {
        channel.pipeline().fireExceptionCaught(cause);
        channel.unsafe().close(channel.unsafe().voidPromise());
    }

    private void ready(SocketChannel socket, SelectionKey told) {
        if (!told.isValid()) {
            return;
        }
        if (key == null && isNettys(told)) {
            key = told;
        }
        if (key != told) {
            fail(new IllegalStateException("the event loop has changed its selector"));
            return;
        }
        int what = told.readyOps();
        if ((what & SelectionKey.OP_WRITE) != 0) {
            netty().forceFlush();
        }
        if ((what & SelectionKey.OP_READ) != 0 && told.isValid()) {
            read(socket);
        }
    }

    /** True if the key follows what Netty wants. A loop that changes its selector, for one that works, tells a channel only if it is Netty's. */
    private boolean isNettys(SelectionKey told) {
        boolean before = reading;
        setReading(!before);
        boolean follows = ((told.interestOps() & SelectionKey.OP_READ) == 0) == before;
        setReading(before);
        return follows;
    }

    private void read(SocketChannel socket) {
        if (isMoreLikely || !size.isShort()) {
            isMoreLikely = false;
            readByNetty();
            return;
        }
        ByteBuf in = round.buffers().take(channel);
        int length = 0;
        try {
            length = round.calls().receive(socket, in, 0, SmallBuffers.SIZE);
        } catch (IOException e) {
            channel.pipeline().fireExceptionCaught(e);
            length = -1;
        } finally {
            if (length <= 0) {
                in.release();
            }
        }
        if (length > 0) {
            isMoreLikely = length == SmallBuffers.SIZE;
            connection.read(in.writerIndex(length));
        } else if (length < 0 && channel.isOpen()) {
            readByNetty(); // which finds the end too
        }
    }

    private void readByNetty() {
        becomeHandler();
        netty().read();
    }

    private NioUnsafe netty() {
        return (NioUnsafe) channel.unsafe();
    }

    /** Stands before Vert.x' handler, as soon as Netty has something to tell. */
    private void becomeHandler() {
        if (!isHandler) {
            isHandler = true;
            pipeline.pipeline().addBefore(pipeline.name(), null, this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        if (message instanceof ByteBuf in) {
            connection.read(in);
        } else {
            ReferenceCountUtil.release(message);
        }
        if (reading) {
            askForRead();
        }
    }

    /** Vert.x would look whether what it did with what was read is to be sent now: it was given nothing. */
    @Override
    public void channelReadComplete(ChannelHandlerContext from) {}
}
