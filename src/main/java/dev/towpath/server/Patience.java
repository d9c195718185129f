package dev.towpath.server;

import dev.towpath.net.Caller;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Work that may take long: the client hears {@code WAIT} every few seconds until it is done. */
final class Patience implements Continuation {

    private static final long WAIT_MILLIS = 5_000;

    private final Future<Response> work;
    private final Caller caller;

    private Patience(Future<Response> work, Caller caller) {
        this.work = work;
        this.caller = caller;
    }

    /** The work's answer, or {@code WAIT} if it takes long. */
    static Future<Response> with(Future<Response> work, Caller caller) {
        return new Patience(work, caller).proceed(null);
    }

    @Override
    public Future<Response> proceed(@Nullable ByteSource content) {
        if (work.isComplete()) {
            return work;
        }
        Promise<Response> next = caller.context().promise();
        long timer = caller.context()
                .setTimer(WAIT_MILLIS, t -> next.tryComplete(Response.interim(new Status.Wait(), this)));
        work.onComplete(done -> {
            if (caller.context().owner().cancelTimer(timer)) {
                if (done.succeeded()) {
                    next.complete(done.result());
                } else {
                    next.fail(done.cause());
                }
            }
        });
        return next.future();
    }

    @Override
    public void abandon(Throwable cause) {
        work.onSuccess(response -> response.discard(cause));
    }
}
