package dev.towpath.wire;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * How an exchange goes on behind an interim line, {@code WAIT} or {@code GO}. Exactly one of its methods is called, once, on the event
 * loop of the exchange.
 */
public interface Continuation {

    /**
     * Goes on, now that the interim line was passed on.
     *
     * @param content behind {@code GO} the bytes that the client sends, held back until they are started, chunks taken apart
     *     already; null behind {@code WAIT}
     * @return what comes next: a final answer, or a further interim one
     */
    Future<Response> proceed(@Nullable ByteSource content);

    /** The exchange will not go on. */
    void abandon(Throwable cause);
}
