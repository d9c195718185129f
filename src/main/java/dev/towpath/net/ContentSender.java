package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Sends the content of one upload over a connection, and makes sure that it is as long as was said. */
final class ContentSender {

    private final SentContent content;
    private final BodyWriter writer;
    private final long announced;

    /** @param announced how many bytes the peer expects, or {@link Status.Go#CHUNKED} for any number */
    ContentSender(Connection connection, Limits limits, ByteSource content, long announced) {
        this.content = new SentContent(content);
        this.writer = new BodyWriter(connection, limits);
        this.announced = announced;
    }

    /** Sends all of it; the future ends when the kernel has it, or with what stopped it. */
    Future<Void> run() {
        return writer.writeBody(new Body.Stream(content)).compose(v -> {
            boolean whole = announced == Status.Go.CHUNKED || content.bytes() == announced;
            return whole
                    ? Future.succeededFuture()
                    : Future.failedFuture(
                            content.broken(new HangUpException("the content is not as long as announced")));
        });
    }

    /** Why the content's source gave up; null if it did not. */
    @Nullable
    Throwable sourceFailure() {
        return content.failure();
    }

    /** Sends no more, and lets the source know. */
    void stop() {
        writer.cancel(new ClientGoneException());
    }
}
