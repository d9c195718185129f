package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.net.Dialer;
import dev.towpath.net.PeerFaultException;
import dev.towpath.net.Resolver;
import dev.towpath.net.SystemResolver;
import dev.towpath.net.TokenConversation;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Route;
import dev.towpath.wire.TokenCommand.Verb;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The files of a server of the {@code token} dialect, the older mini-FTP, over a connection of its own for each question.
 *
 * <p>What it can't do fails with {@code unknown command}: digests, and the names in any folder but the one where a session starts. Older
 * servers act on the first word of a name, so one with a space is refused here; they say nothing at all when something fails, which
 * ends as a time-out. Nothing is verified beyond the size, nothing resumed, nothing tried again.
 */
public final class TokenFiles implements RemoteFiles {

    /** The usual port. */
    public static final int DEFAULT_PORT = 65438;

    /** Stands for a tag where there is none. */
    private static final String NO_TAG = "-";

    private final VertxInternal vertx;
    private final Resolver resolver;
    private final Dialer dialer;
    private final ClientLimits limits;
    private final HostPort node;
    private final Disk disk;

    public TokenFiles(Vertx vertx, ClientLimits limits, HostPort node) {
        this(vertx, limits, node, RateLimit.NONE);
    }

    /**
     * The same at a limited rate.
     *
     * @param rate of all its transfers together
     */
    public TokenFiles(Vertx vertx, ClientLimits limits, HostPort node, RateLimit rate) {
        this.vertx = (VertxInternal) vertx;
        this.resolver = new SystemResolver(vertx);
        this.limits = limits.forChain();
        this.dialer =
                rate.isSet() ? Dialer.paced(vertx, this.limits, rate.bytesPerSecond()) : new Dialer(vertx, this.limits);
        this.node = node;
        this.disk = new Disk(vertx, rate);
    }

    @Override
    public Future<List<RemoteEntry>> list(RemotePath directory) {
        if (!directory.isRoot()) {
            return refused("this dialect tells the names in its first folder alone");
        }
        return visit(directory, visit -> {
            if (visit.welcome().error() != null) {
                throw new RefusedException(visit.welcome().error());
            }
            return Future.succeededFuture(visit.welcome().names().stream()
                    .map(name ->
                            new RemoteEntry(name, RemoteEntry.Kind.UNKNOWN, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN))
                    .toList());
        });
    }

    /** The size alone; a server of this dialect tells neither the kind nor the time. */
    @Override
    public Future<Facts> info(RemotePath path) {
        if (path.isRoot()) {
            return refused("this dialect tells of files alone");
        }
        return size(path)
                .compose(size -> size.isPresent()
                        ? Future.succeededFuture(new Facts(false, size.getAsLong(), 0, NO_TAG))
                        : Future.failedFuture(silent()));
    }

    @Override
    public Future<Digest> hash(RemotePath path) {
        return refused("this dialect has no digests");
    }

    @Override
    public Future<Void> makeDirectory(RemotePath path) {
        return visit(path, visit -> visit.ask(Verb.MKDIR, path.fileName()));
    }

    @Override
    public Future<Void> remove(RemotePath path) {
        return visit(path, visit -> visit.ask(Verb.RM, path.fileName()));
    }

    @Override
    public Future<Void> move(RemotePath from, RemotePath to) {
        if (hasSpace(to)) {
            return Future.failedFuture(space());
        }
        return visit(from, visit -> visit.ask(Verb.MV, from.fileName() + ' ' + seenFrom(folders(from), to)));
    }

    /** A path as it is written in a folder; not from the root, since a leading slash means the host's own to older servers. */
    private static String seenFrom(List<String> folder, RemotePath path) {
        if (!path.isRoot() && folders(path).equals(folder)) {
            return path.fileName();
        }
        return "../".repeat(folder.size()) + (path.isRoot() ? "." : path.text());
    }

    @Override
    public Future<Received> download(RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
        if (plan.resume()) {
            progress.note("this dialect can't resume; starting anew");
        }
        long start = System.nanoTime();
        // on a connection of its own: an answer that comes late must not be taken for the file
        return size(path)
                .compose(size -> visit(
                        path,
                        visit -> new TokenDownload(visit, path.fileName(), size, disk, progress)
                                .to(to)
                                .map(bytes -> new Received(bytes, 0, false, size.isPresent(), "", since(start)))));
    }

    @Override
    public Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress) {
        if (plan.resume()) {
            progress.note("this dialect can't resume; starting anew");
        }
        long start = System.nanoTime();
        Future<Void> allowed = plan.replace() ? Future.succeededFuture() : refuseExisting(path);
        return allowed.compose(v -> visit(
                path,
                visit -> new TokenUpload(visit, path.fileName(), disk, progress)
                        .of(from)
                        .map(stored -> new Sent(stored.size(), 0, false, stored.sha256(), since(start)))));
    }

    /** Each use has ended its connection itself. */
    @Override
    public void close() {}

    /** The size of a file if the server tells it. */
    private Future<OptionalLong> size(RemotePath path) {
        return visit(path, visit -> visit.size(path.fileName()));
    }

    /** The dialect replaces what is there without a word, so this is asked before; it can't rule out a race. */
    private Future<Void> refuseExisting(RemotePath path) {
        Future<Boolean> exists = folders(path).isEmpty()
                ? visit(
                        path,
                        visit -> visit.welcome().error() != null // then its names are not all there are
                                ? Future.failedFuture(
                                        new RefusedException(visit.welcome().error()))
                                : Future.succeededFuture(visit.welcome().names().contains(path.text())))
                : size(path)
                        .map(OptionalLong::isPresent)
                        .recover(failure -> Answers.is(failure, Refusal.FILE_NOT_FOUND)
                                ? Future.succeededFuture(false)
                                : Future.failedFuture(failure));
        return exists.compose(
                is -> is ? Future.failedFuture(new RefusedException(Refusal.EXISTS)) : Future.succeededFuture());
    }

    private static List<String> folders(RemotePath path) {
        List<String> components = path.components();
        return components.subList(0, Math.max(0, components.size() - 1));
    }

    private static boolean hasSpace(RemotePath path) {
        return path.text().indexOf(' ') >= 0;
    }

    private static ClientException space() {
        return new ClientException(
                Kind.BAD_LOCAL_NAME,
                "a name with a space can't be used in this dialect: older servers act on its first word");
    }

    private static double since(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static <T> Future<T> refused(String why) {
        return Future.failedFuture(new RefusedException(Refusal.UNKNOWN_COMMAND, why));
    }

    private static ClientException silent() {
        return new ClientException(
                Kind.TIMED_OUT, "the node says nothing; an older one is silent when something fails");
    }

    /** Connects, goes into the folder of a path, does something, leaves. */
    private <T> Future<T> visit(RemotePath path, Function<TokenVisit, Future<T>> use) {
        if (hasSpace(path)) {
            return Future.failedFuture(space());
        }
        Promise<T> promise = Promise.promise();
        ContextInternal context = vertx.createEventLoopContext();
        context.runOnContext(v -> dialer.dial(
                        context, resolver.resolve(node.host()), node.port(), limits.connectTimeout())
                .recover(failure -> Future.failedFuture(Failures.whileConnecting(failure, node)))
                .compose(connection -> TokenConversation.begin(connection, limits))
                .compose(conversation ->
                        TokenVisit.of(conversation, folders(path)).compose(use).eventually(conversation::leave))
                .recover(failure -> Future.failedFuture(told(failure)))
                .onComplete(promise));
        return promise.future();
    }

    private Throwable told(Throwable failure) {
        return failure instanceof PeerFaultException fault && fault.fault() == RelayFault.TIMEOUT
                ? silent()
                : Failures.told(failure, new Route(List.of(node)));
    }
}
