package dev.towpath.client;

import dev.towpath.wire.Digest;
import dev.towpath.wire.Request;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** An upload of a stream, which is read once: what was sent of it can't be sent again. */
final class StreamUpload {

    private static final int PIECE = 64 * 1024;

    private final LineUpload upload;
    private final ReadableByteChannel channel;
    private final RunningSha256 digest = new RunningSha256();
    private @Nullable DiskSource source;
    private boolean begun;

    StreamUpload(LineUpload upload, ReadableByteChannel channel) {
        this.upload = upload;
        this.channel = channel;
    }

    Future<Sent> run() {
        return upload.retries().run(this::attempt, failure -> !begun);
    }

    private Future<Sent> attempt() {
        Request request = new Request.Upload(Request.Upload.CHUNKED, upload.to().path());
        return upload.link()
                .ask(request, upload.allowed(LineFiles.PATIENT))
                .compose(answer -> upload.send(answer, Status.Go.CHUNKED, offset -> content()))
                .recover(this::afterwards)
                .compose(stored -> ours().map(whole -> upload.checked(stored, whole, 0)));
    }

    private Future<Digest> ours() {
        return upload.disk().run(() -> new Digest(digest.length(), digest.hex()));
    }

    private DiskSource content() {
        begun = true;
        source = new DiskSource(
                upload.disk(), this::read, count -> upload.progress().moved(count, -1));
        return source;
    }

    /** The node may have stored it although its answer was lost. */
    private Future<Digest> afterwards(Throwable failure) {
        if (source == null || !source.isComplete() || !LineUpload.isOutcomeUnknown(failure)) {
            return Future.failedFuture(failure);
        }
        return ours().compose(whole -> upload.isStored(whole)
                .recover(unanswered -> Future.succeededFuture(false))
                .compose(stored -> stored ? Future.succeededFuture(whole) : Future.failedFuture(failure)));
    }

    private @Nullable ByteBuffer read() throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        int n = channel.read(piece);
        if (n < 0) {
            return null;
        }
        piece.flip();
        digest.update(piece.duplicate());
        return piece;
    }
}
