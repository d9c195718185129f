package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.Response;
import dev.towpath.wire.ResponseCodec;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes responses to one connection, one after the other: the only class that turns a body into I/O.
 *
 * <p>Bytes in memory leave with their first line in one write, a short answer of another peer in the buffer it came in, a file by
 * sendfile(2), a stream buffer by buffer with the source paused while the client's queue is full; where the system has pipes for it ({@link dev.towpath.kernel.Pipes}), a stream's bytes are
 * never in this process. A client that does not read is told by {@link ProgressWatch}.
 */
public final class BodyWriter {

    /** What may wait in the queue before an answer is waited for: so much leaves with one write, and no more is forgotten. */
    private static final int MOST_QUEUED = 64 * 1024;

    /** So few bytes are copied behind a first line in less time than the kernel takes to gather them from there. */
    private static final int MOST_JOINED = 8 * 1024;

    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final Limits limits;
    private @Nullable Write current;
    private long sentLast;

    public BodyWriter(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
    }

    /**
     * Sends one response. Short ones may stay queued until {@link Connection#flush}.
     *
     * @return ends when the kernel has all of it, or with what stopped it; the body is given back either way
     */
    Future<Void> write(Response response) {
        if (response.body() instanceof Body.Whole whole) {
            return begin(new MemoryWrite(alone(whole.answer()), whole.length()));
        }
        return write(ResponseCodec.print(response.status()), response.body());
    }

    /** Sends a body alone, for dialects whose answers have no first line of this protocol. */
    public Future<Void> writeBody(Body body) {
        if (body instanceof Body.Whole whole) {
            return begin(new MemoryWrite(alone(whole.answer().skipBytes(whole.head())), whole.length()));
        }
        return write(NOTHING, body);
    }

    /** The buffer an answer came in, which may be far larger, if that will leave at once, else one of its own size. */
    private ByteBuf alone(ByteBuf answer) {
        if (connection.hasSentAll()) {
            return answer;
        }
        ByteBuf copy = connection.buffer(answer.readableBytes()).writeBytes(answer);
        answer.release();
        return copy;
    }

    private Future<Void> write(byte[] head, Body body) {
        if (body instanceof Body.FileRegion file) {
            connection.write(head);
            return begin(new FileWrite(file));
        }
        if (body instanceof Body.Stream stream) {
            return begin(new StreamWrite(head, stream));
        }
        byte[] content = body instanceof Body.Bytes bytes ? bytes.content() : NOTHING;
        ByteBuf out = connection.buffer(head.length + content.length);
        out.writeBytes(head).writeBytes(content);
        return begin(new MemoryWrite(out, content.length));
    }

    /** Bytes of the body that left with the latest response, its first line not counted. */
    public long bodyBytes() {
        return current == null ? sentLast : current.bodyBytes();
    }

    /** Stops the response that is being written, if any: the connection is gone or will be. */
    public void cancel(Throwable cause) {
        if (current != null) {
            current.fail(cause);
        }
    }

    private Future<Void> begin(Write write) {
        current = write;
        write.begin();
        return write.future();
    }

    /** One response on its way. */
    private abstract class Write {
        private @Nullable Promise<Void> promise;
        private @Nullable Throwable failure;
        private @Nullable ProgressWatch watch;
        private boolean over;

        abstract void begin();

        abstract long bodyBytes();

        /** Ends with it; most are over as soon as they have begun. */
        final Future<Void> future() {
            if (over) {
                return failure == null ? Future.succeededFuture() : Future.failedFuture(failure);
            }
            Promise<Void> end = Promise.promise();
            promise = end;
            return end.future();
        }

        /** Ends the write when the kernel has taken all; until then the client is watched. */
        final void endWith(Future<Void> sent, LongSupplier progress) {
            sent.onComplete(result -> {
                if (result.succeeded()) {
                    end();
                } else {
                    fail(told(result.cause()));
                }
            });
            if (!over) {
                watch(progress);
            }
        }

        final void watch(LongSupplier progress) {
            watch = new ProgressWatch(
                    connection.context(),
                    limits,
                    progress,
                    this::waitsForClient,
                    connection::unacknowledged,
                    () -> fail(new ClientStalledException()));
            watch.start();
        }

        boolean waitsForClient() {
            return true;
        }

        /** A write fails because the client went away, or because the file is no longer what was promised. */
        private Throwable told(Throwable failure) {
            return failure instanceof FileShrankException ? failure : new ClientGoneException();
        }

        final void end() {
            if (close() && promise != null) {
                promise.complete();
            }
        }

        void fail(Throwable cause) {
            if (close()) {
                failure = cause;
                if (promise != null) {
                    promise.fail(cause);
                }
            }
        }

        final boolean isOver() {
            return over;
        }

        private boolean close() {
            if (over) {
                return false;
            }
            over = true;
            if (watch != null) {
                watch.stop();
            }
            if (current == this) {
                connection.onWritable(null);
                sentLast = bodyBytes();
                current = null; // a connection may rest for long, and this holds all that the answer was made of
            }
            return true;
        }
    }

    private final class MemoryWrite extends Write {
        private final ByteBuf out;
        private final long bodyLength;

        MemoryWrite(ByteBuf out, long bodyLength) {
            this.out = out;
            this.bodyLength = bodyLength;
        }

        @Override
        void begin() {
            if (connection.unsent() + out.readableBytes() <= MOST_QUEUED) {
                // answers to pipelined requests leave together
                connection.write(out);
                end();
            } else {
                endWith(connection.send(out), () -> -connection.unsent());
            }
        }

        @Override
        long bodyBytes() {
            return bodyLength;
        }
    }

    private final class FileWrite extends Write {
        private final PacedFileRegion region;

        FileWrite(Body.FileRegion file) {
            region = new PacedFileRegion(file.channel(), file.offset(), file.length());
        }

        @Override
        void begin() {
            endWith(connection.send(region), this::progress);
        }

        /** What is queued before the file goes first. */
        private long progress() {
            return region.transferred() > 0 ? region.transferred() : -connection.unsent();
        }

        @Override
        long bodyBytes() {
            return region.transferred();
        }
    }

    private final class StreamWrite extends Write implements ByteSink {
        private final Body.Stream stream;
        private byte[] head;
        /** All that came so far is in one piece with the first line. */
        private boolean joined;

        private long handed;
        private boolean held;
        private boolean complete;

        StreamWrite(byte[] head, Body.Stream stream) {
            this.head = head;
            this.stream = stream;
        }

        @Override
        void begin() {
            connection.onWritable(this::release);
            stream.source().start(this);
            if (!isOver()) {
                writeHead();
                if (!joined) {
                    connection.flush();
                }
                watch(() -> handed - connection.unsent());
            }
        }

        @Override
        boolean waitsForClient() {
            return connection.unsent() > 0;
        }

        @Override
        public void bytes(ByteBuf piece) {
            if (isOver()) {
                piece.release();
                return;
            }
            handed += piece.readableBytes();
            joined = head.length > 0 && piece.readableBytes() <= MOST_JOINED;
            if (joined) {
                connection.write(withHead(piece));
                connection.flushSoon();
            } else {
                writeHead();
                connection.write(piece);
                connection.flush();
            }
            if (!connection.isWritable() && !held) {
                held = true;
                stream.source().pause();
            }
        }

        private void writeHead() {
            if (head.length > 0) {
                connection.write(head);
                head = NOTHING;
            }
        }

        private ByteBuf withHead(ByteBuf piece) {
            ByteBuf whole = connection.buffer(head.length + piece.readableBytes());
            whole.writeBytes(head).writeBytes(piece);
            piece.release();
            head = NOTHING;
            return whole;
        }

        @Override
        public boolean isBlind() {
            return connection.unsent() == 0; // what waits already holds a pipe, and one is enough for one transfer
        }

        @Override
        public void ended() {
            writeHead(); // where nothing has come behind it
            if ((joined && connection.unsent() <= MOST_QUEUED) || connection.hasSentAll()) {
                complete = true;
                end();
                return;
            }
            connection.flushed().onComplete(result -> {
                if (result.succeeded()) {
                    complete = true;
                    end();
                } else {
                    super.fail(new ClientGoneException());
                }
            });
        }

        @Override
        public void failed(Throwable cause) {
            writeHead();
            super.fail(cause);
        }

        @Override
        void fail(Throwable cause) {
            if (!isOver()) {
                super.fail(cause);
                stream.source().abandon();
            }
        }

        @Override
        long bodyBytes() {
            return complete ? handed : Math.max(0, handed - connection.unsent());
        }

        private void release() {
            if (held) {
                held = false;
                stream.source().resume();
            }
        }
    }
}
