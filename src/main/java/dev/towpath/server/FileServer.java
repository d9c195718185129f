package dev.towpath.server;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.net.RequestHandler;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileFacts;
import dev.towpath.store.FileStore;
import dev.towpath.store.StoreException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Entry;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Listing;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The server role: verbs to the store.
 *
 * <p>The store blocks, so its calls run on a small pool of threads, each with a time limit: a file system that hangs costs a
 * thread, and its callers an error, but nothing else stops.
 */
public final class FileServer implements RequestHandler {

    private final FileStore store;
    private final FileThreads threads;
    private final JointReads joint;
    private final FileReads reads;
    private final FileUploads uploads;
    private final boolean readOnly;

    /**
     * Makes a server of a store.
     *
     * @param openTimeout how long the store may take to open a file or to list a folder
     * @param readOnly true to refuse every change
     */
    public FileServer(Vertx vertx, FileStore store, Duration openTimeout, boolean readOnly) {
        this.store = store;
        this.threads = new FileThreads(vertx, openTimeout);
        this.joint = new JointReads(vertx, threads);
        this.reads = new FileReads(store, threads, joint, new Digests(vertx));
        this.uploads = new FileUploads(store, threads);
        this.readOnly = readOnly;
    }

    @Override
    public Future<Response> handle(Call call, Caller caller) {
        Request request = call.request();
        call.options().refuseUnknownTo(request);
        if (request instanceof Request.Change && readOnly) {
            throw new RefusedException(Refusal.READ_ONLY);
        }
        return answer(request, call, caller).recover(failure -> Future.failedFuture(StoreFaults.told(failure, caller)));
    }

    private Future<Response> answer(Request request, Call call, Caller caller) {
        if (request instanceof Request.Download download) {
            return reads.download(download, call.options());
        } else if (request instanceof Request.ListFiles list) {
            return joint.run(list, () -> files(list.directory()));
        } else if (request instanceof Request.ListEntries list) {
            return run(() -> entries(list.directory()));
        } else if (request instanceof Request.Info info) {
            return run(() -> facts(info.path()));
        } else if (request instanceof Request.Range range) {
            return reads.range(range, call.options());
        } else if (request instanceof Request.Hash hash) {
            return reads.hash(hash, call.options(), caller);
        } else if (request instanceof Request.Sum sum) {
            return reads.sum(sum, call.options(), caller);
        } else if (request instanceof Request.Upload upload) {
            return uploads.receive(upload, call, caller);
        } else if (request instanceof Request.MakeDirectory make) {
            return change(() -> store.makeDirectory(make.path()));
        } else if (request instanceof Request.Remove remove) {
            return change(() -> store.remove(remove.path()));
        } else if (request instanceof Request.Move move) {
            return change(() -> store.move(move.from(), move.to()));
        }
        return Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND));
    }

    private Future<Response> run(Callable<Response> call) {
        return threads.run(call, Response::discard);
    }

    private Future<Response> change(Runnable change) {
        return run(() -> {
            change.run();
            return Response.of(new Status.Ok());
        });
    }

    private Response files(RemotePath directory) {
        List<String> names = store.list(directory).stream()
                .filter(entry -> !entry.directory())
                .map(DirectoryEntry::name)
                .toList();
        return Response.of(new Status.Ok(), new Body.Bytes(Listing.print(names)));
    }

    private Response entries(RemotePath directory) {
        List<Entry> entries = store.list(directory).stream()
                .map(e -> new Entry(e.directory(), e.size(), e.modified(), e.name()))
                .toList();
        return Response.of(new Status.Lines(), new Body.Bytes(Listing.printEntries(entries)));
    }

    private Response facts(RemotePath path) {
        FileFacts facts = store.facts(path);
        return Response.of(new Facts(facts.directory(), facts.size(), facts.modified(), facts.tag()).status());
    }

    /** @throws StoreException {@code CHANGED} unless the tag is the one that a client asked for */
    static void require(FileFacts facts, Optional<String> tag) {
        if (tag.isPresent() && !tag.get().equals(facts.tag())) {
            throw new StoreException(StoreException.Reason.CHANGED, "the tag is " + facts.tag());
        }
    }
}
