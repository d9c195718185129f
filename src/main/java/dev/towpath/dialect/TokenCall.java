package dev.towpath.dialect;

import dev.towpath.net.Caller;
import dev.towpath.net.ClientGoneException;
import dev.towpath.net.CollectedBytes;
import dev.towpath.net.Faults;
import dev.towpath.net.Outcome;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.ToldTransfer;
import dev.towpath.net.TransferListener;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One call of a session, from the question to the end of its answer, with the listeners told of both. */
final class TokenCall {

    private final Call call;
    private final Caller caller;
    private final ToldTransfer transfer;

    TokenCall(Call call, Caller caller, List<TransferListener> listeners) {
        this.call = call;
        this.caller = caller;
        this.transfer = ToldTransfer.start(listeners, caller, call);
    }

    /**
     * Has the call answered, whatever interim lines come before.
     *
     * @param content what follows when the handler says {@code GO}
     * @return the final answer, which is none of {@code ERR}: that is a {@link RefusedException}, and the call has ended with it
     */
    Future<Response> answer(RequestHandler handler, @Nullable ByteSource content) {
        return Future.succeededFuture(call)
                .compose(c -> handler.handle(c, caller))
                .compose(response -> follow(response, content))
                .recover(failure -> Future.failedFuture(told(failure)))
                .onFailure(failure -> ended(0, outcome(failure)));
    }

    /**
     * Reads the body of an answer, which is a short one, into memory.
     *
     * @param most the longest one that is accepted, in bytes
     */
    Future<byte[]> collect(Response response, int most) {
        return CollectedBytes.of(response.body(), most)
                .onComplete(read -> response.done().accept(read.cause()))
                .recover(failure -> Future.failedFuture(told(failure)))
                .onFailure(failure -> ended(0, outcome(failure)));
    }

    /** The answer does not fit the question. */
    RefusedException unfit(Response response) {
        RefusedException unfit = badAnswer();
        response.discard(unfit);
        ended(0, outcome(unfit));
        return unfit;
    }

    /** What the client is told when the answer to a call makes no sense. */
    static RefusedException badAnswer() {
        return new RefusedException(Refusal.PROXY_ERROR, RelayFault.BAD_ANSWER.text());
    }

    /** The body is on its way; {@code bytes} tells how far. */
    void moving(LongSupplier bytes) {
        transfer.moving(bytes);
    }

    /** The answer has left, or never will. */
    void ended(long bytes, Outcome outcome) {
        transfer.ended(bytes, outcome);
    }

    private Future<Response> follow(Response response, @Nullable ByteSource content) {
        if (caller.gone().isComplete()) {
            return discarded(response, new ClientGoneException());
        }
        if (response.next() != null) {
            boolean go = response.status() instanceof Status.Go;
            // content is given once: with a second GO nothing could follow
            return response.next().proceed(go ? content : null).compose(next -> follow(next, go ? null : content));
        }
        return response.status() instanceof Status.Err err
                ? discarded(response, new RefusedException(err))
                : Future.succeededFuture(response);
    }

    private static Future<Response> discarded(Response response, Throwable cause) {
        response.discard(cause);
        return Future.failedFuture(cause);
    }

    private Throwable told(Throwable failure) {
        if (failure instanceof BadAnswerException) {
            return badAnswer();
        }
        return Faults.reply(failure, caller)
                .<Throwable>map(RefusedException::new)
                .orElse(failure);
    }

    private static Outcome outcome(Throwable failure) {
        return failure instanceof RefusedException refused
                ? Outcome.refused(refused.status().text())
                : Outcome.of(failure);
    }
}
