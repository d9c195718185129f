package dev.towpath.net;

import dev.towpath.wire.AnswerBody;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.Continuation;
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
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * This side's end of the line protocol on one outbound connection: sends requests, gives the answers in order.
 *
 * <p>A body is held back until its receiver starts it, unless that takes short answers whole, and an interim line holds the exchange
 * until it is told to proceed. A connection on which anything came that no request asked for is not used again.
 */
public final class ClientSession implements Connection.Events {

    /** The largest buffer that goes on with a short answer in it: so much a receiver may pin that does not read. */
    private static final int LARGEST_WHOLE = 16 * 1024;

    private final Connection connection;
    private final Limits limits;
    private final Deadline deadline;
    private final LineFramer framer = new LineFramer();
    private final ShortQueue<Question> unsent = new ShortQueue<>();
    private final ShortQueue<Question> questions = new ShortQueue<>();
    private final ShortQueue<ByteBuf> unread = new ShortQueue<>();
    private @Nullable Answer answer;
    private @Nullable ContentSender sender;
    private @Nullable Question sendingFor;
    private boolean held;
    private boolean spoiled;

    /** Takes over a connection that was just dialled. */
    public ClientSession(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.deadline = connection.deadline(this::tooLate);
        connection.outliveFailedWrites();
        connection.readBlindly(this::blindlyDue);
        connection.attach(this);
    }

    /**
     * Sends a request, possibly behind others that wait for their answers, and what the call has right behind its line.
     *
     * @param patience how long a first line may take
     * @return the answer with its body still held back, or an interim line; or a {@link PeerFaultException}, or what broke the call's
     *     content
     */
    public Future<Response> ask(Call call, Duration patience) {
        Future<Response> answered = queue(call, patience);
        connection.flushSoon();
        return answered;
    }

    /**
     * The same for a call that was printed already. A short answer that is here in one piece is not held back, but given as a whole.
     *
     * @param line the call as {@link RequestCodec#print} has it
     * @param told hears once of what the future would end with; throws nothing
     */
    public void ask(Call call, byte[] line, Duration patience, Handler<AsyncResult<Response>> told) {
        queue(new Question(call, line, patience, true, told));
        connection.flushSoon();
    }

    /** Runs something that asks, together with what else is to be asked on this loop. */
    public void soon(Runnable asking) {
        connection.soon(LoopRound.Step.ASKING, asking);
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
        Promise<Response> answer = Promise.promise();
        queue(new Question(call, RequestCodec.print(call), patience, false, answer));
        return answer.future();
    }

    private void queue(Question question) {
        if (spoiled || connection.isClosed()) {
            question.fail(new PeerFaultException(RelayFault.CLOSED_EARLY));
            return;
        }
        boolean isNext = questions.isEmpty() && answer == null;
        questions.add(question);
        if (isNext) {
            deadline.in(question.patience());
        }
        if (sender == null && unsent.isEmpty()) {
            send(question);
        } else {
            unsent.add(question);
        }
    }

    /** Sends what may go now; behind a line with content that is nothing until the content has left. */
    private void sendWaiting() {
        while (sender == null && !unsent.isEmpty()) {
            send(unsent.remove());
        }
    }

    private void send(Question question) {
        connection.write(question.line());
        ByteSource content = question.call().content();
        if (content != null) {
            send(question, content, question.call().options().bodyLength());
        }
    }

    private void send(Question question, ByteSource content, long bytes) {
        ContentSender sending = new ContentSender(connection, limits, content, bytes);
        sender = sending;
        sendingFor = question;
        sending.run().onComplete(sent -> {
            if (sender != sending) {
                return;
            }
            if (sent.failed()) {
                contentFailed(question, sending, sent.cause());
                return;
            }
            sender = null;
            if (questions.peek() == question && !held) {
                deadline.in(question.patience());
            }
            sendWaiting();
            connection.flush();
        });
        if (sender == sending && questions.peek() == question) {
            deadline.never(); // the sender watches while it is the peer's turn to read
        }
    }

    private void contentFailed(Question question, ContentSender sending, Throwable cause) {
        if (cause instanceof ClientStalledException) {
            fail(RelayFault.TIMEOUT);
        } else if (sending.sourceFailure() != null) {
            sender = null;
            questions.remove(question);
            question.fail(cause);
            fail(RelayFault.CLOSED_EARLY);
        } else {
            // the peer has closed its ear; what it said before that is still to be read
            deadline.in(limits.lingerTimeout());
        }
    }

    /** True if it is open and owes nothing, so that a further request may be sent. */
    public boolean isIdle() {
        return !spoiled && !connection.isClosed() && !connection.holdsBack() && questions.isEmpty() && answer == null;
    }

    /** Where the connection went; null if it was over before anybody asked. */
    public @Nullable InetSocketAddress peer() {
        return connection.peer();
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

    private long blindlyDue() {
        Answer current = answer;
        return current != null && unread.isEmpty() && current.body.wantsBlindly() ? current.form.due() : 0;
    }

    /** Reads on; also from within itself, when a receiver starts a body whose first bytes are here already. */
    private void read() {
        try {
            while (!spoiled && !held && !unread.isEmpty() && (answer == null || answer.body.isStarted())) {
                step(unread.element());
            }
        } catch (BadAnswerException | LineTooLongException e) {
            fail(RelayFault.BAD_ANSWER);
        }
        if (held || (answer != null && !answer.body.isStarted())) {
            connection.setReading(false);
        }
    }

    /** Takes what it can use from the oldest buffer. */
    private void step(ByteBuf in) {
        Answer current = answer;
        if (current != null) {
            ByteBuf piece = current.form.take(in);
            boolean complete = current.form.isComplete();
            dropIfUsedUp(in);
            if (complete) {
                answerEnded();
                answered();
            }
            current.body.give(piece);
            if (complete) {
                current.body.end();
            }
            return;
        }
        Question question = questions.peek();
        if (question == null) {
            close(); // nobody asked
            return;
        }
        boolean split = framer.inLine();
        int begin = in.readerIndex();
        byte[] line = framer.next(in);
        int taken = in.readerIndex() - begin;
        boolean more = in.isReadable();
        dropIfUsedUp(in);
        if (line != null) {
            boolean plain = more && !split && taken == line.length + 1; // the line and its LF, as it would be printed
            firstLine(question, ResponseCodec.parse(line), plain ? taken : 0);
        }
    }

    /** @param head how many bytes before what is unread are that line as it is printed; 0 if they are not there */
    private void firstLine(Question question, Status status, int head) {
        if (status instanceof Status.Wait || status instanceof Status.Go) {
            interim(question, status);
            return;
        }
        if (isSendingFor(question) && !(status instanceof Status.Err)) {
            throw new BadAnswerException(); // it can't have stored what it has not got
        }
        AnswerBody form = AnswerBody.after(status, question.call().request() instanceof Request.ListFiles);
        questions.remove();
        boolean last = question.endsConnection(status) || isSendingFor(question);
        if (last) {
            stopSending();
        }
        Body here = form != null && head > 0 && question.takesWhole() ? wholeAnswer(form, head) : null;
        if (form == null || here != null) {
            if (last) {
                close();
            } else {
                answered();
            }
            question.complete(here == null ? Response.of(status) : Response.of(status, here));
        } else {
            deadline.never();
            Answer current = new Answer(form);
            answer = current;
            connection.expectBody(true);
            question.complete(Response.of(status, new Body.Stream(current.body)));
        }
    }

    /** The whole of an answer if it is here in one short buffer and can go on in that, else null. */
    private @Nullable Body wholeAnswer(AnswerBody form, int head) {
        ByteBuf in = unread.peek();
        if (in == null || in.capacity() > LARGEST_WHOLE) {
            return null;
        }
        int begin = in.readerIndex() - head;
        int length = form.takeWhole(in);
        if (length == 0) {
            return null;
        }
        if (in.isReadable()) {
            return new Body.Whole(in.retainedSlice(begin, head + length), head);
        }
        unread.remove();
        return new Body.Whole(in.readerIndex(begin), head);
    }

    private void interim(Question question, Status status) {
        question.expect(status, isSendingFor(question));
        held = true;
        deadline.never();
        Promise<Response> next = Promise.promise();
        question.interim(Response.interim(status, new Interim(question, status, next.future())), next);
    }

    private boolean isSendingFor(Question question) {
        return sender != null && sendingFor == question;
    }

    /** The peer has made up its mind before it had all: it takes no more. */
    private void stopSending() {
        ContentSender sending = sender;
        sender = null;
        if (sending != null) {
            sending.stop();
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
            deadline.in(questions.element().patience());
        }
    }

    private void answerEnded() {
        answer = null;
        connection.expectBody(false);
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
        boolean answerBegan = framer.inLine() || answer != null;
        Answer current = answer;
        answerEnded();
        held = false;
        List<Question> unanswered = questions.removeAll();
        unsent.removeAll();
        for (ByteBuf in = unread.poll(); in != null; in = unread.poll()) {
            in.release();
        }
        deadline.cancel();
        close();
        stopSending();
        if (current != null) {
            current.body.fail(new PeerFaultException(fault, true));
        }
        unanswered.forEach(q -> q.fail(new PeerFaultException(fault, answerBegan || q.wentOn())));
    }

    /** Waits behind an interim line for being told how to go on. */
    private final class Interim implements Continuation {

        private final Question question;
        private final Status status;
        private final Future<Response> next;

        Interim(Question question, Status status, Future<Response> next) {
            this.question = question;
            this.status = status;
            this.next = next;
        }

        @Override
        public Future<Response> proceed(@Nullable ByteSource content) {
            if (!held) {
                return next; // it has failed in the meantime
            }
            held = false;
            connection.setReading(true);
            if (!isSendingFor(question)) {
                deadline.in(question.patience());
            }
            if (status instanceof Status.Go go && content != null) {
                boolean chunked = go.count() == Status.Go.CHUNKED;
                send(question, chunked ? new ChunkedSource(content) : content, go.count());
                connection.flush();
            }
            read();
            return next;
        }

        @Override
        public void abandon(Throwable cause) {
            close();
        }
    }

    /** An answer's body on its way in. */
    private final class Answer implements IncomingBody.Owner {

        private final AnswerBody form;
        private final IncomingBody body = new IncomingBody(connection, limits, this);

        Answer(AnswerBody form) {
            this.form = form;
        }

        @Override
        public void flowChanged() {
            connection.setReading(answer != this || body.wantsBytes());
            if (answer == this && body.wantsBytes() && body.received() == 0) {
                read();
            }
        }

        @Override
        public void abandoned() {
            body.stop();
            if (answer == this) {
                answerEnded();
                close();
            }
        }

        @Override
        public void stalled() {
            tooLate();
        }
    }
}
