package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Entry;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Options;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The files behind a route of nodes that speak the line protocol, older ones as far as they can. What is asked one after the other goes
 * over one connection, what is asked at once over one each.
 */
final class LineFiles implements RemoteFiles {

    /** For what may keep a node at work. */
    static final Options PATIENT = new Options(List.of(new Options.Entry(false, Options.WAIT, null)));

    private static final Progress NOBODY = (bytes, total) -> {};

    private final Supplier<NodeLink> links;
    private final Route hops;
    private final Disk disk;
    private final UploadIds ids;
    private final ConcurrentLinkedDeque<NodeLink> resting = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** @param links makes a link on an event loop of its own */
    LineFiles(Supplier<NodeLink> links, Route hops, Disk disk, UploadIds ids) {
        this.links = links;
        this.hops = hops;
        this.disk = disk;
        this.ids = ids;
    }

    @Override
    public Future<List<RemoteEntry>> list(RemotePath directory) {
        return use(link -> link.ask(new Request.ListEntries(directory))
                .compose(Answers::entries)
                .map(entries -> entries.stream().map(LineFiles::entry).toList())
                .recover(failure -> directory.isRoot() && Answers.isUnknown(failure)
                        ? listOlder(link)
                        : Future.failedFuture(failure)));
    }

    private static Future<List<RemoteEntry>> listOlder(NodeLink link) {
        return link.ask(new Request.ListFiles())
                .compose(Answers::names)
                .recover(failure -> Answers.hasNothingToList(failure)
                        ? Future.succeededFuture(List.of())
                        : Future.failedFuture(failure))
                .map(names -> names.stream()
                        .map(name ->
                                new RemoteEntry(name, RemoteEntry.Kind.FILE, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN))
                        .toList());
    }

    private static RemoteEntry entry(Entry entry) {
        RemoteEntry.Kind kind = entry.directory() ? RemoteEntry.Kind.DIRECTORY : RemoteEntry.Kind.FILE;
        return new RemoteEntry(entry.name(), kind, entry.size(), entry.modified());
    }

    @Override
    public Future<Facts> info(RemotePath path) {
        return use(link -> link.ask(new Request.Info(path)).map(Answers::facts));
    }

    @Override
    public Future<Digest> hash(RemotePath path) {
        return use(link -> new Retries(link.context(), hops, 0, NOBODY)
                .whileBusy(() -> link.ask(new Request.Hash(path), PATIENT).map(Answers::digest)));
    }

    @Override
    public Future<Void> makeDirectory(RemotePath path) {
        return change(new Request.MakeDirectory(path));
    }

    @Override
    public Future<Void> remove(RemotePath path) {
        return change(new Request.Remove(path));
    }

    @Override
    public Future<Void> move(RemotePath from, RemotePath to) {
        return change(new Request.Move(from, to));
    }

    private Future<Void> change(Request request) {
        return use(link -> link.ask(request).map(Answers::ok).recover(failure -> {
            if (failure instanceof PeerFaultException && Retries.mayPass(failure)) {
                String why = Failures.told(failure, hops).getMessage() + "; it may have been done all the same";
                return Future.failedFuture(new ClientException(Kind.INCOMPLETE, why, failure));
            }
            return Future.failedFuture(failure);
        }));
    }

    @Override
    public Future<Received> download(RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
        return use(link -> {
            Retries retries = new Retries(link.context(), hops, plan.retries(), progress);
            return new LineDownload(link, disk, retries, path, to, plan, progress).run();
        });
    }

    @Override
    public Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress) {
        return use(link -> {
            Retries retries = new Retries(link.context(), hops, plan.retries(), progress);
            LineUpload upload = new LineUpload(link, disk, retries, new Location(hops, path), plan, progress);
            if (from instanceof Source.Stream stream) {
                return new StreamUpload(upload, stream.channel()).run();
            }
            Path file = ((Source.LocalFile) from).path();
            return disk.step(() -> LocalContent.check(file))
                    .compose(v -> isThere(link, plan))
                    .compose(v -> disk.run(() -> LocalContent.open(file, progress)))
                    .compose(content ->
                            new FileUpload(upload, content, ids).run().eventually(() -> disk.step(content::close)));
        });
    }

    /** A large file takes a while to digest: that nobody is there to take it should be told before, not after. */
    private static Future<Void> isThere(NodeLink link, UploadPlan plan) {
        return plan.retries() > 0
                ? Future.succeededFuture()
                : link.introduced(new Request.Ping()).mapEmpty();
    }

    /** Does something over a link that nobody else uses meanwhile. */
    private <T> Future<T> use(Function<NodeLink, Future<T>> what) {
        NodeLink rested = resting.poll();
        NodeLink link = rested != null ? rested : links.get();
        Promise<T> promise = Promise.promise();
        link.context()
                .runOnContext(v -> Future.<Void>succeededFuture()
                        .compose(begun -> what.apply(link))
                        .recover(failure -> Future.failedFuture(Failures.told(failure, hops)))
                        .onComplete(done -> {
                            link.rest();
                            resting.push(link);
                            if (closed) {
                                close();
                            }
                            promise.handle(done);
                        }));
        return promise.future();
    }

    @Override
    public void close() {
        closed = true;
        for (NodeLink link = resting.poll(); link != null; link = resting.poll()) {
            NodeLink unused = link;
            unused.context().runOnContext(v -> unused.close());
        }
    }
}
