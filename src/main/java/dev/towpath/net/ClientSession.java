package dev.towpath.net;

import dev.towpath.wire.AnswerBody;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.LineFramer;
import dev.towpath.wire.LineTooLongException;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Request;
import dev.towpath.wire.RequestCodec;
import dev.towpath.wire.Response;
import dev.towpath.wire.ResponseCodec;
import dev.towpath.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This side's end of the line protocol on one outbound connection: sends requests, gives the answers in order.
 *
 * <p>A body is held back until its receiver starts it. A connection on which anything came that no request asked for is not
 * used again.
 */
public final class ClientSession implements Connection.Events {

    private final Connection connection;
    private final Limits limits;
    private final Deadline deadline;
    private final LineFramer framer = new LineFramer();
    private final ArrayDeque<Question> questions = new ArrayDeque<>(2);
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(1);
    private @Nullable Incoming incoming;
    private boolean spoiled;

    private record Question(boolean toList, Duration patience, Promise<Response> promise) {}

    /** Takes over a connection that was just dialled. */
    public ClientSession(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.deadline = connection.deadline(this::tooLate);
        connection.attach(this);
    }

    /**
     * Sends a request, possibly behind others that wait for their answers.
     *
     * @param patience how long its first line may take
     * @return the answer with its body still held back, or a {@link PeerFaultException}
     */
    public Future<Response> ask(Call call, Duration patience) {
        Future<Response> answer = queue(call, patience);
        connection.flush();
        return answer;
    }

    /**
     * Finds out whether the peer speaks {@code towpath/1}, by asking {@code HELLO} and {@code PING} at once. An older server
     * answers {@code ERR} or closes; an older proxy drops the body of the first answer, so that the second stands in its place.
     * A peer that turns out older is not to be asked anything more on this connection.
     *
     * @param patience how long the answers may take
     * @return who the peer says it is, or nothing if its answer shows that it is older; {@link RefusedException} if it is too busy to
     *     say, {@link PeerFaultException} if it closed or said nothing, which older programs do and others may
     */
    public Future<Optional<NodeIdentity>> introduce(Duration patience) {
        Future<Optional<NodeIdentity>> hello =
                queue(Call.of(new Request.Hello()), patience).compose(Greeting::of);
        Future<Boolean> ping = queue(Call.of(new Request.Ping()), patience).map(p -> p.status() instanceof Status.Ok);
        connection.flush();
        Promise<Optional<NodeIdentity>> peer = Promise.promise();
        Deadline silence = connection.deadline(() -> peer.tryFail(new PeerFaultException(RelayFault.TIMEOUT)));
        silence.in(patience);
        hello.onComplete(greeting -> {
            if (greeting.failed()) {
                peer.tryFail(greeting.cause());
            } else if (greeting.result().isEmpty()) {
                peer.tryComplete(Optional.empty());
            }
        });
        Future.join(hello, ping)
                .onSuccess(both -> peer.tryComplete(ping.result() ? hello.result() : Optional.empty()))
                .onFailure(peer::tryFail);
        return peer.future().onComplete(known -> silence.cancel());
    }

    private Future<Response> queue(Call call, Duration patience) {
        if (spoiled || connection.isClosed()) {
            return Future.failedFuture(new PeerFaultException(RelayFault.CLOSED_EARLY));
        }
        Question question = new Question(call.request() instanceof Request.ListFiles, patience, Promise.promise());
        questions.add(question);
        if (questions.size() == 1 && incoming == null) {
            deadline.in(patience);
        }
        connection.write(Unpooled.wrappedBuffer(RequestCodec.print(call)));
        return question.promise.future();
    }

    /** True if it is open and owes nothing, so that a further request may be sent. */
    public boolean isIdle() {
        return !spoiled && !connection.isClosed() && questions.isEmpty() && incoming == null;
    }

    /** Where the connection went. */
    public SocketAddress remote() {
        return connection.remote();
    }

    /** The port on this side. */
    public int localPort() {
        return connection.localPort();
    }

    /** Closes at once; what still waits for an answer fails. */
    public void close() {
        spoiled = true;
        connection.abort();
    }

    @Override
    public void bytes(ByteBuf in) {
        if (spoiled) {
            in.release();
            return;
        }
        unread.add(in);
        read();
    }

    @Override
    public void inputEnded() {
        // half-close is not allowed on these connections: an end closes them
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        boolean wasReset = failure instanceof IOException;
        fail(wasReset ? RelayFault.RESET : RelayFault.CLOSED_EARLY);
    }

    /** Reads on; also from within itself, when a receiver starts a body whose first bytes are here already. */
    private void read() {
        try {
            while (!spoiled && !unread.isEmpty() && (incoming == null || incoming.isStarted())) {
                step(unread.element());
            }
        } catch (BadAnswerException | LineTooLongException e) {
            fail(RelayFault.BAD_ANSWER);
        }
        if (incoming != null && !incoming.isStarted()) {
            connection.setReading(false);
        }
    }

    /** Takes what it can use from the oldest buffer. */
    private void step(ByteBuf in) {
        Incoming body = incoming;
        if (body != null) {
            ByteBuf piece = body.answer.take(in);
            boolean complete = body.answer.isComplete();
            dropIfUsedUp(in);
            if (complete) {
                incoming = null;
                answered();
            }
            body.give(piece, complete);
            return;
        }
        Question question = questions.peek();
        if (question == null) {
            close(); // nobody asked
            return;
        }
        byte[] line = framer.next(in);
        dropIfUsedUp(in);
        if (line != null) {
            firstLine(question, ResponseCodec.parse(line));
        }
    }

    private void firstLine(Question question, Status status) {
        AnswerBody answer = AnswerBody.after(status, question.toList);
        questions.remove();
        if (answer == null) {
            answered();
            question.promise.complete(Response.of(status));
        } else {
            deadline.never();
            Incoming body = new Incoming(answer);
            incoming = body;
            question.promise.complete(Response.of(status, new Body.Stream(body)));
        }
    }

    /**
     * An answer has ended. Whether the connection is still good is settled here, before anyone hears of the end and asks the next
     * question on it.
     */
    private void answered() {
        if (questions.isEmpty()) {
            deadline.in(limits.upstreamKeepAlive());
            if (!unread.isEmpty()) {
                close();
            }
        } else {
            deadline.in(questions.element().patience);
        }
    }

    private void dropIfUsedUp(ByteBuf in) {
        if (!in.isReadable()) {
            unread.remove();
            in.release();
        }
    }

    private void tooLate() {
        fail(RelayFault.TIMEOUT);
    }

    private void fail(RelayFault fault) {
        boolean answerBegan = framer.inLine() || incoming != null;
        Incoming body = incoming;
        incoming = null;
        List<Question> unanswered = List.copyOf(questions);
        questions.clear();
        for (ByteBuf in = unread.poll(); in != null; in = unread.poll()) {
            in.release();
        }
        deadline.cancel();
        close();
        if (body != null) {
            body.fail(new PeerFaultException(fault, true));
        }
        unanswered.forEach(q -> q.promise.fail(new PeerFaultException(fault, answerBegan)));
    }

    /** A body on its way in. */
    private final class Incoming implements ByteSource {
        private final AnswerBody answer;
        private final ProgressWatch watch;
        private @Nullable ByteSink sink;
        private @Nullable PeerFaultException failure;
        private Runnable broken = () -> {};
        private long received;
        private boolean paused;
        private boolean abandoned;

        Incoming(AnswerBody answer) {
            this.answer = answer;
            this.watch = new ProgressWatch(
                    connection.context(),
                    limits,
                    () -> received,
                    () -> !paused,
                    () -> Future.succeededFuture(0L),
                    ClientSession.this::tooLate);
        }

        boolean isStarted() {
            return sink != null;
        }

        @Override
        public void start(ByteSink receiver) {
            sink = receiver;
            if (failure != null) {
                receiver.failed(failure);
                return;
            }
            connection.setReading(true);
            read();
            if (incoming == this) {
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
            abandoned = true;
            watch.stop();
            if (incoming == this) {
                incoming = null;
                close();
            }
        }

        void give(ByteBuf piece, boolean last) {
            received += piece.readableBytes();
            ByteSink to = sink;
            if (abandoned || to == null || !piece.isReadable()) {
                piece.release();
            } else {
                to.bytes(piece);
            }
            if (last && !abandoned && to != null) {
                watch.stop();
                to.ended();
            }
        }

        void fail(PeerFaultException cause) {
            watch.stop();
            failure = cause;
            if (sink == null) {
                broken.run();
            } else if (!abandoned) {
                sink.failed(cause);
            }
        }
    }
}
