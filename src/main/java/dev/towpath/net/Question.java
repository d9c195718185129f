package dev.towpath.net;

import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Call;
import dev.towpath.wire.Options;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;

/** A request on its way to its answer, and which interim lines may come before that. */
final class Question {

    private final Call call;
    private final byte[] line;
    private final Duration patience;
    private final boolean wholeAnswers;
    private Handler<AsyncResult<Response>> told;
    private boolean mayGo;
    private boolean gone;
    private boolean wentOn;

    /**
     * Makes one that was not sent yet.
     *
     * @param line the call as it is printed
     * @param patience how long each of its first lines may take
     * @param wholeAnswers true if a short answer may be given as a whole, false if every body is a stream
     * @param told hears once of what comes first
     */
    Question(Call call, byte[] line, Duration patience, boolean wholeAnswers, Handler<AsyncResult<Response>> told) {
        this.call = call;
        this.line = line;
        this.told = told;
        this.patience = patience;
        this.wholeAnswers = wholeAnswers;
        this.mayGo = call.request() instanceof Request.Upload && call.content() == null;
    }

    Call call() {
        return call;
    }

    /** The request as it is sent, its LF included. */
    byte[] line() {
        return line;
    }

    Duration patience() {
        return patience;
    }

    boolean takesWhole() {
        return wholeAnswers;
    }

    void complete(Response response) {
        told.handle(Future.succeededFuture(response));
    }

    void fail(Throwable cause) {
        told.handle(Future.failedFuture(cause));
    }

    /** Gives an interim line to who waits for it, and names who waits for what comes behind it. */
    void interim(Response response, Handler<AsyncResult<Response>> next) {
        Handler<AsyncResult<Response>> before = told;
        told = next;
        before.handle(Future.succeededFuture(response));
    }

    /** True if an interim line has come. */
    boolean wentOn() {
        return wentOn;
    }

    /**
     * Looks at an interim line.
     *
     * @param sending true if content of this request is on its way
     * @throws BadAnswerException if the request did not ask for it
     */
    void expect(Status status, boolean sending) {
        boolean asked = status instanceof Status.Wait
                ? call.options().has(Options.WAIT)
                : mayGo && status instanceof Status.Go go && fits(go);
        if (!asked || (sending && status instanceof Status.Go)) {
            throw new BadAnswerException();
        }
        wentOn = true;
        if (status instanceof Status.Go) {
            mayGo = false;
            gone = true;
        }
    }

    /** True if the peer closes behind that line. */
    boolean endsConnection(Status status) {
        return gone && status instanceof Status.Err;
    }

    private boolean fits(Status.Go go) {
        if (!(call.request() instanceof Request.Upload upload)) {
            return false;
        }
        return upload.isChunked()
                ? go.count() == Status.Go.CHUNKED
                : go.offset() <= upload.size() && go.count() == upload.size() - go.offset();
    }
}
