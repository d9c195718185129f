package dev.towpath.server;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.net.RequestHandler;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileStore;
import dev.towpath.store.OpenFile;
import dev.towpath.store.StoreException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Listing;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The server role: verbs to the store.
 *
 * <p>The store blocks, so its calls run on a small pool of threads, each with a time limit: a file system that hangs costs a
 * thread, and its callers an error, but nothing else stops.
 */
public final class FileServer implements RequestHandler {

    private static final Logger LOG = Logger.getLogger(FileServer.class);

    /** Up to this size a file is read at once and leaves in one write with its first line; above it goes by sendfile(2). */
    private static final int SMALL_FILE = 64 * 1024;

    private final FileStore store;
    private final FileThreads threads;

    /**
     * Makes a server of a store.
     *
     * @param openTimeout how long the store may take to open a file or to list a folder
     */
    public FileServer(Vertx vertx, FileStore store, Duration openTimeout) {
        this.store = store;
        this.threads = new FileThreads(vertx, openTimeout);
    }

    @Override
    public Future<Response> handle(Call call, Caller caller) {
        Request request = call.request();
        call.options().refuseUnknownTo(request);
        Future<Response> response;
        if (request instanceof Request.ListFiles) {
            response = threads.run(this::list, Response::discard);
        } else if (request instanceof Request.Download download) {
            response = threads.run(() -> download(download), Response::discard);
        } else {
            return Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND));
        }
        return response.recover(failure -> Future.failedFuture(told(failure, caller)));
    }

    private Response list() {
        return Response.of(
                new Status.Ok(),
                new Body.Bytes(Listing.print(store.list(RemotePath.ROOT).stream()
                        .map(DirectoryEntry::name)
                        .toList())));
    }

    private Response download(Request.Download request) throws IOException {
        OpenFile file = store.open(request.path());
        if (file.size() > SMALL_FILE) {
            return Response.of(new Status.Sized(file.size()), new Body.FileRegion(file.channel(), 0, file.size()));
        }
        try (file) {
            byte[] content = readWhole(file);
            return Response.of(new Status.Sized(content.length), new Body.Bytes(content));
        }
    }

    /** Reads what the file has now, which may be less than it had when it was opened. */
    private static byte[] readWhole(OpenFile file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) file.size());
        while (content.hasRemaining() && file.channel().read(content) >= 0) {
            // until it is full or the file ends
        }
        return content.hasRemaining() ? java.util.Arrays.copyOf(content.array(), content.position()) : content.array();
    }

    private static Throwable told(Throwable failure, Caller caller) {
        if (failure instanceof StoreException e) {
            switch (e.reason()) {
                case NOT_FOUND -> {
                    return new RefusedException(Refusal.FILE_NOT_FOUND);
                }
                case NOT_ALLOWED -> {
                    return new RefusedException(Refusal.NOT_ALLOWED);
                }
                case BUSY -> {
                    return new RefusedException(Refusal.BUSY);
                }
                default -> {}
            }
        }
        if (failure instanceof StoreException || failure instanceof IOException) {
            LOG.warnf("%s the store failed: %s", caller, failure.getMessage());
            return new RefusedException(Refusal.BUSY, "the file system failed");
        }
        return failure;
    }
}
