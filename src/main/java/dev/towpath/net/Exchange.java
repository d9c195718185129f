package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of the line protocol, from its line to the end of its answer, through as many interim lines as there are.
 *
 * <p>Behind {@code GO} an answer that says no ends the connection: whoever sends does not know yet how much of it was read.
 */
final class Exchange {

    private final Line line;
    private final Call call;
    private final Caller caller;
    private final ToldTransfer transfer;
    private @Nullable IncomingBody content;
    private boolean gone;
    private boolean answering;

    /** The connection as an exchange sees it. */
    interface Line {

        BodyWriter writer();

        /** True if the connection is closed or about to be. */
        boolean isOver();

        /** True if nothing has come behind the request. */
        boolean isUntouched();

        /** Takes what comes from now on as content: so many bytes, or chunks for {@link Status.Go#CHUNKED}. */
        IncomingBody receive(long count);

        /** True while content is due. */
        boolean contentIsComing();

        /** Reads and drops what is still due of the content, then goes on. */
        void whenContentIsRead(Runnable next);

        /** Runs something together with what else there is to answer on this loop. */
        void soon(Runnable answer);

        void flush();

        /** The answer has left; the next request may be looked at. */
        void answered();

        /** Lets what was written arrive, then closes. */
        void hangUp();

        /** Closes after an answer that broke. */
        void cutOff(Throwable cause);
    }

    Exchange(Line line, Call call, Caller caller, List<TransferListener> listeners) {
        this.line = line;
        this.call = call;
        this.caller = caller;
        this.content = call.content() instanceof IncomingBody body ? body : null;
        this.transfer = call.request().isTransfer() ? ToldTransfer.start(listeners, caller, call) : ToldTransfer.NONE;
        transfer.moving(this::bytes);
    }

    void begin(RequestHandler handler) {
        try {
            handler.handle(call, caller, this::told);
        } catch (RuntimeException | Error e) {
            told(Future.failedFuture(e));
        }
    }

    /** Whatever is thrown becomes a failure: a session must never be left waiting for itself. */
    private static <T> Future<T> future(Supplier<Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private void told(AsyncResult<Response> coming) {
        line.soon(() -> {
            if (coming.succeeded()) {
                respond(coming.result());
            } else {
                fail(coming.cause());
            }
        });
    }

    private void respond(Response response) {
        Continuation next = response.next();
        if (line.isOver()) {
            response.discard(new ClientGoneException());
            ended(Outcome.of(new ClientGoneException()));
        } else if (next != null) {
            goOn(response, next);
        } else if (isEarly()) {
            refuseEarly(response);
        } else if (gone) {
            send(response);
        } else {
            line.whenContentIsRead(() -> send(response));
        }
    }

    /** True if content has come that nobody asked for, whatever the answer is. */
    private boolean isEarly() {
        return !gone && call.request() instanceof Request.Upload && call.content() == null && !line.isUntouched();
    }

    private void refuseEarly(Response response) {
        response.discard(new HangUpException("the client sent content before it was asked to"));
        gone = true; // what it sent must not become commands
        send(Response.of(new Status.Err(Refusal.INCOMPLETE.text())));
    }

    /** Passes an interim line on, and the exchange with it. */
    private void goOn(Response response, Continuation next) {
        if (!(response.status() instanceof Status.Go go)) {
            line.writer().write(response).onComplete(sent -> line.flush());
            future(() -> next.proceed(null)).onComplete(this::told);
            return;
        }
        if (isEarly()) {
            refuseEarly(response);
            return;
        }
        gone = true;
        line.writer().write(Response.of(response.status())).onComplete(sent -> line.flush());
        IncomingBody coming = line.receive(go.count());
        content = coming;
        future(() -> next.proceed(coming)).onComplete(this::told);
    }

    private void send(Response response) {
        if (line.isOver()) {
            response.discard(new ClientGoneException());
            ended(Outcome.of(new ClientGoneException()));
            return;
        }
        boolean refused = response.status() instanceof Status.Err;
        boolean last = gone && (refused || line.contentIsComing());
        answering = true;
        future(() -> line.writer().write(response)).onComplete(sent -> {
            response.done().accept(sent.cause());
            ended(outcome(response, sent.cause()));
            if (sent.failed()) {
                line.cutOff(sent.cause());
            } else if (last || (call.request() instanceof Request.Quit && response.status() instanceof Status.Ok)) {
                line.hangUp();
            } else {
                line.answered();
            }
        });
    }

    private void fail(Throwable failure) {
        Optional<Status.Err> reply = Faults.reply(failure, caller);
        if (reply.isPresent()) {
            respond(Response.of(reply.get(), new Body.Empty()));
        } else {
            ended(Outcome.of(failure));
            line.hangUp();
        }
    }

    private static Outcome outcome(Response response, @Nullable Throwable failure) {
        if (failure != null) {
            return Outcome.of(failure);
        }
        return response.status() instanceof Status.Err err ? Outcome.refused(err.text()) : Outcome.COMPLETE;
    }

    /** What has passed so far; before its answer the writer still tells of the one before. */
    private long bytes() {
        IncomingBody received = content;
        if (received != null) {
            return received.received();
        }
        return answering ? line.writer().bodyBytes() : 0;
    }

    private void ended(Outcome outcome) {
        transfer.ended(bytes(), outcome);
    }
}
