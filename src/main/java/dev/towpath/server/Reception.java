package dev.towpath.server;

import dev.towpath.net.BlockingSink;
import dev.towpath.net.Caller;
import dev.towpath.net.CollectedBytes;
import dev.towpath.store.Upload;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One upload from the moment its content is welcome until it is stored or dropped. */
final class Reception implements Continuation {

    private static final Logger LOG = Logger.getLogger(Reception.class);

    private final Upload upload;
    private final FileThreads threads;
    private final Caller caller;
    private final boolean saysWait;

    /** Up to this size content is gathered, then written and made to last by one call. */
    static final int SMALL = 64 * 1024;

    /** @param saysWait true if the client wants to hear that its file is still being made to last */
    Reception(Upload upload, FileThreads threads, Caller caller, boolean saysWait) {
        this.upload = upload;
        this.threads = threads;
        this.caller = caller;
        this.saysWait = saysWait;
    }

    @Override
    public Future<Response> proceed(@Nullable ByteSource content) {
        if (content == null) {
            throw new IllegalArgumentException("an upload without content");
        }
        return BlockingSink.drain(content, upload::write, threads::work, bytes -> {})
                .recover(broken -> {
                    close();
                    return Future.failedFuture(StoreFaults.told(broken, caller));
                })
                .compose(bytes -> saysWait ? Patience.with(commit(), caller) : commit());
    }

    /** Takes content of {@value #SMALL} bytes at most. */
    Future<Response> takeSmall(ByteSource content) {
        return CollectedBytes.of(new Body.Stream(content), SMALL)
                .onFailure(broken -> close())
                .compose(bytes -> commit(() -> upload.write(ByteBuffer.wrap(bytes))))
                .recover(failure -> Future.failedFuture(StoreFaults.told(failure, caller)));
    }

    @Override
    public void abandon(Throwable cause) {
        close();
    }

    private Future<Response> commit() {
        return commit(() -> {});
    }

    /** Something to be done before. */
    private interface First {
        void run() throws IOException;
    }

    private Future<Response> commit(First first) {
        return threads.<Response>work(() -> {
                    try (upload) {
                        first.run();
                        String sha256 = upload.commit();
                        return Response.of(new Digest(upload.size(), sha256).status());
                    }
                })
                .recover(failure -> Future.failedFuture(StoreFaults.told(failure, caller)));
    }

    private void close() {
        threads.work(() -> {
                    upload.close();
                    return null;
                })
                .onFailure(e -> LOG.warnf("what came of an upload could not be put aside: %s", e.getMessage()));
    }
}
