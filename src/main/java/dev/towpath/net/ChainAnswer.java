package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.Text;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * This side's end of the two older chains on one outbound connection: sends one request, gives its answer.
 *
 * <p>In {@code chain-stream} the answer is the bytes up to FIN. In {@code chain-sized} it is a size in decimal, complete when nothing
 * more came for a moment, or {@code NA}; then exactly four bytes of acknowledgement are sent, and nothing more until the file has
 * come: nodes in the field read four and close with the rest unread, and the kernel would throw away what they had not sent.
 */
public final class ChainAnswer implements Connection.Events, ByteSource {

    private static final Duration QUIET = Duration.ofMillis(50);
    private static final int LONGEST_SIZE = 32;
    private static final String NOT_AVAILABLE = "NA";
    private static final byte[] ACKNOWLEDGEMENT = "ack_".getBytes(StandardCharsets.US_ASCII);
    private static final long UNTIL_FIN = Long.MAX_VALUE;

    private final Connection connection;
    private final Protocol protocol;
    private final Deadline deadline;
    private final ProgressWatch watch;
    private final Promise<Response> promise = Promise.promise();
    private final StringBuilder size = new StringBuilder();
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(1);
    private @Nullable ByteSink sink;
    private long left = UNTIL_FIN;
    private long received;
    private Runnable broken = () -> {};
    private boolean answered;
    private boolean finSeen;
    private boolean paused;
    private boolean over;

    private ChainAnswer(Connection connection, Protocol protocol, Limits limits) {
        this.connection = connection;
        this.protocol = protocol;
        this.deadline = connection.deadline(this::quiet);
        this.watch = new ProgressWatch(
                connection.context(),
                limits,
                () -> received,
                () -> !paused,
                () -> Future.succeededFuture(0L),
                () -> fail(RelayFault.TIMEOUT));
    }

    /**
     * Sends a request and waits for the start of its answer.
     *
     * @param request as {@link dev.towpath.wire.ChainCodec} prints it
     * @param patience how long the start may take
     * @return the answer with its body still held back; or {@code file not found}, or a {@link PeerFaultException}
     */
    public static Future<Response> ask(
            Connection connection, Protocol protocol, byte[] request, Limits limits, Duration patience) {
        ChainAnswer answer = new ChainAnswer(connection, protocol, limits);
        connection.attach(answer);
        connection.allowHalfClose(); // so that the peer's FIN can be told from any other end
        connection.write(request);
        connection.flush();
        answer.deadline.in(patience);
        return answer.promise.future();
    }

    @Override
    public void bytes(ByteBuf in) {
        if (over) {
            in.release();
        } else if (answered && sink == null && protocol == Protocol.CHAIN_SIZED) {
            in.release();
            fail(RelayFault.BAD_ANSWER); // nothing may come before our acknowledgement
        } else if (answered) {
            give(in);
        } else if (protocol == Protocol.CHAIN_SIZED) {
            size.append(in.toString(StandardCharsets.ISO_8859_1));
            in.release();
            deadline.in(QUIET);
            if (size.length() > LONGEST_SIZE) {
                fail(RelayFault.BAD_ANSWER);
            }
        } else {
            answer(new Status.Ok());
            give(in);
        }
    }

    @Override
    public void inputEnded() {
        if (over) {
            return;
        }
        finSeen = true;
        if (protocol == Protocol.CHAIN_STREAM) {
            if (early.isEmpty()) {
                end();
            }
        } else if (size.toString().equals(NOT_AVAILABLE)) {
            quiet();
        } else {
            fail(RelayFault.CLOSED_EARLY);
        }
    }

    /** An end that the peer has not announced by FIN is no end of a file. */
    @Override
    public void closed(@Nullable Throwable failure) {
        fail(failure instanceof IOException ? RelayFault.RESET : RelayFault.CLOSED_EARLY);
    }

    @Override
    public void start(ByteSink receiver) {
        sink = receiver;
        if (over) {
            receiver.failed(new PeerFaultException(RelayFault.CLOSED_EARLY, true));
            return;
        }
        if (protocol == Protocol.CHAIN_SIZED) {
            connection.write(ACKNOWLEDGEMENT);
            connection.flush();
        }
        connection.setReading(true);
        for (ByteBuf in = early.poll(); in != null; in = early.poll()) {
            give(in);
        }
        if (left == 0 || finSeen) {
            end();
        } else if (!over) {
            watch.start();
        }
    }

    @Override
    public void whenBroken(Runnable action) {
        broken = action;
    }

    @Override
    public void pause() {
        paused = true;
        connection.setReading(false);
    }

    @Override
    public void resume() {
        paused = false;
        connection.setReading(true);
    }

    @Override
    public void abandon() {
        over = true;
        release();
        connection.abort();
    }

    /** Nothing came for the time that was set: either the size is complete, or there is no answer. */
    private void quiet() {
        if (over || answered) {
            return;
        }
        if (size.isEmpty()) {
            fail(RelayFault.TIMEOUT);
            return;
        }
        String text = size.toString();
        long number = Text.number(text);
        if (text.equals(NOT_AVAILABLE)) {
            over = true;
            release();
            connection.abort();
            promise.fail(new RefusedException(Refusal.FILE_NOT_FOUND));
        } else if (number < 0) {
            fail(RelayFault.BAD_ANSWER);
        } else {
            left = number;
            answer(new Status.Sized(number));
        }
    }

    private void answer(Status status) {
        answered = true;
        deadline.cancel();
        promise.complete(Response.of(status, new Body.Stream(this)));
    }

    private void give(ByteBuf in) {
        ByteSink to = sink;
        if (to == null) {
            early.add(in);
            connection.setReading(false);
            return;
        }
        int wanted = (int) Math.min(in.readableBytes(), left);
        received += wanted;
        left -= left == UNTIL_FIN ? 0 : wanted;
        to.bytes(in.readRetainedSlice(wanted));
        in.release();
        if (left == 0) {
            end();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        if (!answered) {
            answer(new Status.Ok());
            return;
        }
        ByteSink to = sink;
        if (to != null) {
            over = true;
            release();
            connection.abort();
            to.ended();
        }
    }

    private void fail(RelayFault fault) {
        if (over) {
            return;
        }
        over = true;
        release();
        connection.abort();
        PeerFaultException failure = new PeerFaultException(fault, answered);
        ByteSink to = sink;
        if (!answered) {
            promise.fail(failure);
        } else if (to != null) {
            to.failed(failure);
        } else {
            broken.run();
        }
    }

    private void release() {
        watch.stop();
        deadline.cancel();
        for (ByteBuf in = early.poll(); in != null; in = early.poll()) {
            in.release();
        }
    }
}
