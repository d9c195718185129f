package dev.towpath.server;

import dev.towpath.net.BlockingSink;
import dev.towpath.net.Caller;
import dev.towpath.store.Upload;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One upload from the moment its content is welcome until it is stored or dropped. */
final class Reception implements Continuation {

    private static final Logger LOG = Logger.getLogger(Reception.class);

    private final Upload upload;
    private final FileThreads threads;
    private final Caller caller;
    private final boolean saysWait;

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

    @Override
    public void abandon(Throwable cause) {
        close();
    }

    private Future<Response> commit() {
        return threads.<Response>work(() -> {
                    try (upload) {
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
