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
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The files behind a route of nodes that speak the line protocol, older ones as far as they can. What is asked one after the other goes
 * over one connection, what is asked at once over one each.
 */
final class LineFiles implements RemoteFiles {

    /** For what may keep a node at work. */
    static final Options PATIENT = Options.NONE.with(Options.WAIT, null);

    private static final Progress NOBODY = (bytes, total) -> {};

    private final Supplier<NodeLink> links;
    private final Route hops;
    private final Disk disk;
    private final UploadIds ids;
    private final ConcurrentLinkedDeque<NodeLink> resting = new ConcurrentLinkedDeque<>();
    private final AtomicBoolean pipelining;
    private volatile boolean closed;

    /** @param links makes a link on an event loop of its own */
    LineFiles(Supplier<NodeLink> links, Route hops, Disk disk, UploadIds ids) {
        this.links = links;
        this.hops = hops;
        this.disk = disk;
        this.ids = ids;
        this.pipelining =
                new AtomicBoolean(!disk.limit().isSet()); // what comes in a row can't be held back file by file
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
        return use(link -> download(link, path, to, plan, progress));
    }

    private Future<Received> download(
            NodeLink link, RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
        Retries retries = new Retries(link.context(), hops, plan.retries(), progress);
        return new LineDownload(link, disk, retries, path, to, plan, progress).run();
    }

    @Override
    public Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress) {
        return use(link -> from instanceof Source.LocalFile file
                ? upload(link, file.path(), path, plan, progress, false)
                : new StreamUpload(asking(link, path, plan, progress), ((Source.Stream) from).channel()).run());
    }

    /** @param perhapsThere true if the file was sent before, and nobody knows whether it is stored */
    private Future<Sent> upload(
            NodeLink link, Path file, RemotePath path, UploadPlan plan, Progress progress, boolean perhapsThere) {
        LineUpload upload = asking(link, path, plan, progress);
        return disk.step(() -> LocalContent.check(file))
                .compose(v -> isThere(link, plan))
                .compose(v -> disk.run(() -> LocalContent.open(file, progress)))
                .compose(content -> new FileUpload(upload, content, ids, perhapsThere)
                        .run()
                        .eventually(() -> disk.step(content::close)));
    }

    private LineUpload asking(NodeLink link, RemotePath path, UploadPlan plan, Progress progress) {
        Retries retries = new Retries(link.context(), hops, plan.retries(), progress);
        return new LineUpload(link, disk, retries, new Location(hops, path), plan, progress);
    }

    /** A large file takes a while to digest: that nobody is there to take it should be told before, not after. */
    private static Future<Void> isThere(NodeLink link, UploadPlan plan) {
        return plan.retries() > 0
                ? Future.succeededFuture()
                : link.introduced(new Request.Ping()).mapEmpty();
    }

    @Override
    public Optional<Lane> lane() {
        NodeLink link = unused();
        return Optional.of(new PipelinedLane(link, disk, pipelining, new PipelinedLane.Rest() {
            @Override
            public Future<Received> download(ListedFile file, DownloadPlan plan, Progress progress) {
                return over(
                        link,
                        () -> disk.step(file::refuseOccupied)
                                .compose(v -> LineFiles.this.download(
                                        link, file.path(), new Destination.LocalFile(file.to()), plan, progress)));
            }

            @Override
            public Future<Sent> upload(OutgoingFile file, boolean perhapsThere, UploadPlan plan, Progress progress) {
                return over(
                        link, () -> LineFiles.this.upload(link, file.from(), file.to(), plan, progress, perhapsThere));
            }

            @Override
            public FileUpload begin(OutgoingFile file, LocalContent content, UploadPlan plan, Progress progress) {
                return new FileUpload(asking(link, file.to(), plan, progress), content, ids, false);
            }

            @Override
            public void close() {
                back(link);
            }
        }));
    }

    /** Does something over a link that nobody else uses meanwhile. */
    private <T> Future<T> use(Function<NodeLink, Future<T>> what) {
        NodeLink link = unused();
        Promise<T> promise = Promise.promise();
        link.context()
                .runOnContext(v -> over(link, () -> what.apply(link)).onComplete(done -> {
                    back(link);
                    promise.handle(done);
                }));
        return promise.future();
    }

    private NodeLink unused() {
        NodeLink rested = resting.poll();
        return rested != null ? rested : links.get();
    }

    private <T> Future<T> over(NodeLink link, Supplier<Future<T>> what) {
        return Future.<Void>succeededFuture()
                .compose(begun -> what.get())
                .recover(failure -> Future.failedFuture(Failures.told(failure, hops)))
                .onComplete(done -> link.rest());
    }

    private void back(NodeLink link) {
        resting.push(link);
        if (closed) {
            close();
        }
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
