package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Looks whether the answer to {@code HELLO} is a greeting. The first byte that is wrong decides: an older proxy announces a body and
 * then sends none, so waiting for its end would be in vain.
 */
public final class Greeting implements ByteSink {

    private static final byte[] EXPECTED = (NodeIdentity.PROTOCOL + '\n').getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 64 * 1024;

    private final Body.Stream body;
    private final Promise<Optional<NodeIdentity>> promise = Promise.promise();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream(256);

    private Greeting(Body.Stream body) {
        this.body = body;
    }

    /** Who greets, if the answer is a greeting; the connection is closed as soon as it can be none. */
    public static Future<Optional<NodeIdentity>> of(Response answer) {
        if (answer.status() instanceof Status.Err err
                && Refusal.of(err.text()).filter(r -> r == Refusal.BUSY).isPresent()) {
            return Future.failedFuture(new RefusedException(err)); // which says nothing of what it would say
        }
        if (!(answer.body() instanceof Body.Stream stream)) {
            return Future.succeededFuture(Optional.empty());
        }
        Greeting greeting = new Greeting(stream);
        stream.source().start(greeting);
        return greeting.promise.future();
    }

    @Override
    public void bytes(ByteBuf piece) {
        boolean fits = seen.size() + piece.readableBytes() <= LONGEST;
        while (fits && piece.isReadable()) {
            byte next = piece.readByte();
            fits = seen.size() >= EXPECTED.length || next == EXPECTED[seen.size()];
            seen.write(next);
        }
        piece.release();
        if (!fits) {
            body.source().abandon();
            promise.tryComplete(Optional.empty());
        }
    }

    @Override
    public void ended() {
        promise.tryComplete(
                seen.size() < EXPECTED.length
                        ? Optional.empty()
                        : Optional.of(NodeIdentity.parse(seen.toString(StandardCharsets.UTF_8))));
    }

    @Override
    public void failed(Throwable cause) {
        promise.tryFail(cause);
    }
}
