package dev.towpath.cli;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits on the main thread for what happens on the event loops. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits for the end.
     *
     * @param what is being done, for the error line
     * @throws CommandFailure with the future's failure as its cause
     */
    static <T> T on(Future<T> future, String what) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new CommandFailure(what, cause == null ? e : cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(what, e, ExitCodes.INTERRUPTED);
        }
    }
}
