package dev.towpath.net;

import dev.towpath.wire.Call;
import dev.towpath.wire.LineFramer;
import dev.towpath.wire.LineTooLongException;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.RequestCodec;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.UploadBody;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in the line protocol: reads requests, has each answered, in order.
 *
 * <p>It waits for a line, or takes the content of an upload, or a request is being handled, or an answer is on its way; the next
 * request is not looked at before the answer to this one has left. Meanwhile up to 64 KiB are read ahead, so that a reset is seen at
 * once; beyond that reading pauses.
 */
final class LineSession implements Session, Connection.Events, Exchange.Line {

    private static final int READ_AHEAD = 64 * 1024;

    private final Connection connection;
    private final Caller caller;
    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;
    private final BodyWriter writer;
    private final Deadline deadline;
    private final LineFramer framer = new LineFramer();
    private final ReadAhead ahead = new ReadAhead();
    private @Nullable Content content;
    private boolean reading = true;
    private boolean advancing;
    private boolean busy;
    private boolean inputEnded;
    private boolean draining;
    private boolean over;

    LineSession(
            Connection connection,
            Caller caller,
            RequestHandler handler,
            Limits limits,
            List<TransferListener> listeners) {
        this.connection = connection;
        this.caller = caller;
        this.handler = handler;
        this.limits = limits;
        this.listeners = listeners;
        this.writer = new BodyWriter(connection, limits);
        this.deadline = connection.deadline(this::tooSilent);
    }

    void begin() {
        connection.readBlindly(this::blindlyDue);
        deadline.in(limits.idleTimeout());
    }

    @Override
    public void bytes(ByteBuf in) {
        if (over) {
            in.release();
            return;
        }
        ahead.add(in);
        advance();
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
        advance();
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        over = true;
        ahead.clear();
        deadline.cancel();
        writer.cancel(new ClientGoneException());
        endContent(new ClientGoneException());
    }

    @Override
    public void drain() {
        draining = true;
        advance();
    }

    private long blindlyDue() {
        Content coming = content;
        return coming != null && ahead.isEmpty() && coming.body.wantsBlindly() ? coming.form.due() : 0;
    }

    /** Goes as far as it can without waiting. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        boolean wasInLine = framer.inLine();
        try {
            while (!over) {
                Content coming = content;
                if (coming != null) {
                    if (ahead.isEmpty() || !coming.body.wantsBytes()) {
                        break;
                    }
                    coming.feed();
                } else if (busy || draining) {
                    break;
                } else {
                    byte[] line = nextLine();
                    if (line == null) {
                        break;
                    }
                    wasInLine = false;
                    if (line.length > 0) {
                        request(line);
                    }
                }
            }
        } finally {
            advancing = false;
        }
        if (inputEnded && ahead.isEmpty()) {
            endContent(new ClientGoneException()); // all that came was given
        }
        if (!over) {
            settle(wasInLine);
        }
    }

    private byte @Nullable [] nextLine() {
        try {
            return ahead.nextLine(framer);
        } catch (LineTooLongException e) {
            answer(Refusal.LINE_TOO_LONG);
            hangUp();
            return null;
        }
    }

    /** Sets reading, deadline and flush for the time until something happens. */
    private void settle(boolean wasInLine) {
        connection.flushSoon();
        if (!busy && (inputEnded || draining)) {
            hangUp();
            return;
        }
        regulate();
        if (busy) {
            deadline.never();
        } else if (!framer.inLine()) {
            deadline.in(limits.idleTimeout());
        } else if (!wasInLine) {
            deadline.in(limits.lineTimeout());
        }
    }

    private void regulate() {
        Content coming = content;
        boolean room;
        if (coming != null && coming.body.isStarted()) {
            room = coming.body.wantsBytes();
        } else {
            room = !busy || ahead.bytes() < READ_AHEAD;
        }
        if (room != reading) {
            reading = room;
            connection.setReading(room);
        }
    }

    private void request(byte[] line) {
        busy = true;
        Call call;
        try {
            call = RequestCodec.parse(line);
        } catch (RefusedException e) {
            refuse(line, e);
            return;
        }
        boolean announcesContent = call.options().has(Options.BODY);
        if (announcesContent && call.options().bodyLength() < 0) {
            answer(Refusal.BAD_NUMBER);
            hangUp();
            return;
        }
        if (announcesContent) {
            call = call.withContent(receive(call.options().bodyLength()));
        } else if (call.request() instanceof Request.Upload && !ahead.isEmpty()) {
            answer(Refusal.INCOMPLETE); // it was not asked to send yet: these bytes must not become commands
            hangUp();
            return;
        }
        Call asked = call;
        connection.soon(LoopRound.Step.HANDLING, () -> new Exchange(this, asked, caller, listeners).begin(handler));
    }

    /** Answers a line that is no request. What belongs to it is read, or, if nobody knows how much that is, never looked at. */
    private void refuse(byte[] line, RefusedException why) {
        int bytes = RequestCodec.bodyLength(line);
        if (bytes > 0) {
            receive(bytes).drop();
        }
        if (bytes == 0 && RequestCodec.isUpload(line) && !ahead.isEmpty()) {
            answer(Refusal.INCOMPLETE); // what stands behind it is content
            hangUp();
            return;
        }
        whenContentIsRead(() -> {
            if (!over) {
                answer(Response.of(why.status()));
            }
            if (bytes < 0) {
                hangUp();
            }
        });
    }

    private void answer(Refusal refusal) {
        answer(Response.of(new Status.Err(refusal.text())));
    }

    /** Sends a line that no handler was asked for. */
    private void answer(Response response) {
        busy = true;
        writer.write(response).onComplete(sent -> {
            if (sent.failed()) {
                cutOff(sent.cause());
            } else {
                answered();
            }
        });
    }

    @Override
    public BodyWriter writer() {
        return writer;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isUntouched() {
        return ahead.isEmpty();
    }

    @Override
    public IncomingBody receive(long count) {
        Content coming = new Content(UploadBody.of(count));
        if (coming.form.isComplete()) {
            coming.body.end();
        } else {
            content = coming;
            connection.expectBody(true);
        }
        return coming.body;
    }

    @Override
    public boolean contentIsComing() {
        return content != null;
    }

    @Override
    public void whenContentIsRead(Runnable next) {
        Content coming = content;
        if (coming == null) {
            next.run();
        } else {
            coming.whenRead = next;
            coming.body.drop();
        }
    }

    @Override
    public void soon(Runnable answer) {
        connection.soon(LoopRound.Step.ANSWERING, answer);
    }

    @Override
    public void flush() {
        connection.flush();
    }

    @Override
    public void answered() {
        busy = false;
        advance();
    }

    private void tooSilent() {
        listeners.forEach(l -> l.silent(caller, framer.inLine()));
        hangUp();
    }

    @Override
    public void hangUp() {
        if (!over) {
            over = true;
            ahead.clear();
            deadline.cancel();
            endContent(new HangUpException("the request was answered before its end"));
            connection.linger(limits);
        }
    }

    @Override
    public void cutOff(Throwable cause) {
        if (cause instanceof ClientStalledException) {
            over = true;
            connection.abort();
        } else {
            hangUp();
        }
    }

    private void endContent(Throwable cause) {
        Content coming = content;
        content = null;
        if (coming != null) {
            connection.expectBody(false);
            coming.body.fail(cause);
            coming.whenRead.run(); // an answer that waited for the end of it must not wait for ever
        }
    }

    /** The content of an upload on its way in. */
    private final class Content implements IncomingBody.Owner {

        private final UploadBody form;
        private final IncomingBody body = new IncomingBody(connection, limits, this);
        private Runnable whenRead = () -> {};

        Content(UploadBody form) {
            this.form = form;
        }

        /** Gives on what is here of it. */
        void feed() {
            ByteBuf piece;
            try {
                piece = ahead.take(form::take);
            } catch (RefusedException e) {
                endContent(e); // whoever took it may have answered by now
                if (!over) {
                    answer(Response.of(e.status()));
                    hangUp();
                }
                return;
            }
            body.give(piece);
            if (form.isComplete() && content == this) {
                content = null;
                connection.expectBody(false);
                body.end();
                whenRead.run();
            }
        }

        @Override
        public void flowChanged() {
            regulate();
            if (body.wantsBytes() && !ahead.isEmpty()) {
                advance();
            }
        }

        @Override
        public void abandoned() {
            flowChanged(); // what still comes belongs to it all the same
        }

        @Override
        public void stalled() {
            over = true;
            endContent(new ClientStalledException());
            connection.abort();
        }
    }
}
