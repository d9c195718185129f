package dev.towpath.net;

import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Gathers a short body in memory. */
public final class CollectedBytes implements ByteSink {

    private final Body.Stream body;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Promise<byte[]> promise = Promise.promise();

    private CollectedBytes(Body.Stream body, int most) {
        this.body = body;
        this.most = most;
    }

    /**
     * Reads a body to its end.
     *
     * @param most the longest one that is accepted, in bytes; beyond it the connection is closed
     */
    public static Future<byte[]> of(Body body, int most) {
        if (body instanceof Body.Stream stream) {
            CollectedBytes collected = new CollectedBytes(stream, most);
            stream.source().start(collected);
            return collected.promise.future();
        }
        if (body instanceof Body.Whole whole) {
            ByteBuf answer = whole.answer();
            byte[] content = ByteBufUtil.getBytes(answer, answer.readerIndex() + whole.head(), whole.length());
            answer.release();
            return Future.succeededFuture(content);
        }
        return Future.succeededFuture(body instanceof Body.Bytes bytes ? bytes.content() : new byte[0]);
    }

    @Override
    public void bytes(ByteBuf piece) {
        try {
            if (kept.size() + piece.readableBytes() > most) {
                body.source().abandon();
                promise.tryFail(new BadAnswerException());
            } else {
                piece.readBytes(kept, piece.readableBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            piece.release();
        }
    }

    @Override
    public void ended() {
        promise.tryComplete(kept.toByteArray());
    }

    @Override
    public void failed(Throwable cause) {
        promise.tryFail(cause);
    }
}
