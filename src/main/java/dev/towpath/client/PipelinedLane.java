package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.CollectedBytes;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.SummedFile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lane on which small files go one right behind the other, none waiting for the answers to those before it. So many may be on their way
 * at once, and so many bytes: what is fetched is held in memory until its digest is proven, and only then written.
 *
 * <p>Whatever is not as expected of a file, or of the connection, sends the file on the usual way: by itself, when nothing else is under
 * way, with all its questions, attempts and words. So the one connection serves both, and a broken one is made anew there.
 */
final class PipelinedLane implements Lane {

    /** Larger ones have better use for a way of their own. A node reads a file of this size in one go, too. */
    static final int SMALL = LocalContent.MAX_SMALL;

    private static final int MOST_FILES = 64;
    private static final long MOST_BYTES = 1024 * 1024;

    private static final Options SUMMED = Options.NONE.with(Options.SUM, null);

    /** What may stand in an answer besides the bytes of a small file. */
    private static final int FRAMES = 1024;

    /** After so many answers without it, a node is taken for one that gives no digest with the bytes. */
    private static final int ENOUGH = 8;

    private final NodeLink link;
    private final Disk disk;
    private final AtomicBoolean pipelining;
    private final Rest rest;
    private final ArrayDeque<Runnable> apart = new ArrayDeque<>();
    private @Nullable Future<Boolean> connection;
    private int underWay;
    private int together;
    private long bytes;
    private boolean occupied;
    private boolean stopped;
    private int unsummed;

    /** The usual way of a file, one at a time. */
    interface Rest {

        Future<Received> download(ListedFile file, DownloadPlan plan, Progress progress);

        /**
         * Stores a file.
         *
         * @param perhapsThere true if the file was sent before, and nobody knows whether it is stored
         */
        Future<Sent> upload(OutgoingFile file, boolean perhapsThere, UploadPlan plan, Progress progress);

        FileUpload begin(OutgoingFile file, LocalContent content, UploadPlan plan, Progress progress);

        /** Takes the link back. */
        void close();
    }

    /** Whether a file has left, if nobody knows what has become of it. */
    private static final class Fate {
        boolean perhapsStored;
    }

    /** This file needs a way of its own. */
    private static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException() {
            super("not as expected", null, false, false);
        }
    }

    /** @param pipelining turned off for all lanes to a node that turns out to have no use for them */
    PipelinedLane(NodeLink link, Disk disk, AtomicBoolean pipelining, Rest rest) {
        this.link = link;
        this.disk = disk;
        this.pipelining = pipelining;
        this.rest = rest;
    }

    @Override
    public void run(Runnable action) {
        link.context().runOnContext(v -> action.run());
    }

    @Override
    public boolean takes(long size) {
        return underWay == 0
                || (isSmall(size)
                        && apart.isEmpty()
                        && !occupied
                        && underWay < MOST_FILES
                        && bytes + size <= MOST_BYTES);
    }

    private boolean isSmall(long size) {
        return size >= 0 && size <= SMALL && pipelining.get();
    }

    @Override
    public Future<Received> download(ListedFile file, DownloadPlan plan, Progress progress) {
        boolean small = isSmall(file.size());
        return counted(file.size(), () -> {
            Supplier<Future<Received>> usual = () -> rest.download(file, plan, progress);
            return small ? together(() -> fetch(file, plan), failure -> false, usual) : apart(usual);
        });
    }

    @Override
    public Future<Sent> upload(OutgoingFile file, UploadPlan plan, Progress progress) {
        boolean small = isSmall(file.size());
        Fate fate = new Fate();
        return counted(file.size(), () -> {
            Supplier<Future<Sent>> usual = () -> rest.upload(file, fate.perhapsStored, plan, progress);
            return small
                    ? together(() -> store(file, plan, progress, fate), failure -> isFinal(failure, plan), usual)
                    : apart(usual);
        });
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        rest.close();
    }

    private <T> Future<T> counted(long size, Supplier<Future<T>> transfer) {
        long counted = Math.max(0, size);
        underWay++;
        bytes += counted;
        return Future.<Void>succeededFuture().compose(v -> transfer.get()).onComplete(done -> {
            underWay--;
            bytes -= counted;
        });
    }

    /** Does something beside others; unless a failure of it is final, it is then done by itself. */
    private <T> Future<T> together(
            Supplier<Future<T>> transfer, Predicate<Throwable> isFinal, Supplier<Future<T>> usual) {
        Promise<T> promise = Promise.promise();
        together++;
        Future.<Void>succeededFuture().compose(v -> transfer.get()).onComplete(done -> {
            together--;
            if (together == 0) {
                connection = null;
                link.rest();
            }
            if (done.succeeded() || isFinal.test(done.cause())) {
                promise.handle(done);
                nextApart();
            } else {
                apart(usual).onComplete(promise);
            }
        });
        return promise.future();
    }

    /** Does something when nothing else is under way. */
    private <T> Future<T> apart(Supplier<Future<T>> usual) {
        Promise<T> promise = Promise.promise();
        apart.add(() -> {
            if (stopped) {
                occupied = false;
                promise.fail(new NotTriedException());
                nextApart();
                return;
            }
            usual.get().onComplete(done -> {
                occupied = false;
                promise.handle(done);
                nextApart();
            });
        });
        nextApart();
        return promise.future();
    }

    private void nextApart() {
        if (together == 0 && !occupied && !apart.isEmpty()) {
            occupied = true;
            apart.remove().run();
        }
    }

    /** Fails unless requests may be sent without waiting. */
    private Future<Void> connected(Request request) {
        Future<Boolean> made = connection;
        if (made == null) {
            made = link.introduced(request).map(Optional::isPresent);
            connection = made;
        }
        return made.compose(may -> {
            if (!may) {
                pipelining.set(false);
                throw new UnfitException();
            }
            return Future.succeededFuture();
        });
    }

    private Future<Received> fetch(ListedFile file, DownloadPlan plan) {
        long start = System.nanoTime();
        Request request = new Request.Download(file.path());
        Future<Void> fit = plan.resume() ? disk.visit(() -> refuseLeft(file)) : Future.succeededFuture();
        return fit.compose(v -> connected(request))
                .compose(v -> proven(file))
                .compose(whole -> disk.visit(() -> keep(file, plan, whole)))
                .map(sha256 -> new Received(file.size(), 0, true, true, sha256, (System.nanoTime() - start) / 1e9));
    }

    /** The bytes of a file and the digest that the node has of it, in one answer if it knows of that, else in two. */
    private Future<SummedFile> proven(ListedFile file) {
        Request.Download request = new Request.Download(file.path());
        if (unsummed >= ENOUGH) {
            Future<byte[]> content =
                    link.askBehind(request, Options.NONE, null).compose(answer -> content(answer, file.size()));
            return withDigest(file, content);
        }
        return link.askBehind(request, SUMMED, null).compose(answer -> {
            if (answer.status() instanceof Status.Chunks) {
                unsummed = 0;
                return CollectedBytes.of(answer.body(), SMALL + FRAMES).map(SummedFile::parse);
            }
            unsummed++;
            return withDigest(file, content(answer, file.size()));
        });
    }

    private Future<SummedFile> withDigest(ListedFile file, Future<byte[]> content) {
        Future<Digest> digest = link.askBehind(new Request.Hash(file.path()), LineFiles.PATIENT, null)
                .map(Answers::digest)
                .onFailure(this::learn);
        return Future.join(content, digest).map(both -> {
            if (digest.result().size() != file.size()) {
                throw new UnfitException();
            }
            return new SummedFile(content.result(), digest.result().sha256());
        });
    }

    private static Void refuseLeft(ListedFile file) {
        if (PartFile.isLeft(file.to())) {
            throw new UnfitException(); // what is there may be continued
        }
        return null;
    }

    private static Future<byte[]> content(Response answer, long size) {
        if (!(answer.status() instanceof Status.Sized sized) || sized.size() > SMALL) {
            answer.discard(new UnfitException());
            throw new UnfitException();
        }
        return CollectedBytes.of(answer.body(), SMALL).map(bytes -> {
            if (bytes.length != size) {
                throw new UnfitException();
            }
            return bytes;
        });
    }

    private static String keep(ListedFile file, DownloadPlan plan, SummedFile whole) throws IOException {
        RunningSha256 ours = new RunningSha256();
        ours.update(ByteBuffer.wrap(whole.content()));
        if (whole.content().length != file.size() || !whole.sha256().equals(ours.hex())) {
            throw new UnfitException();
        }
        file.refuseOccupied();
        OptionalLong modified = plan.keepTimes() ? OptionalLong.of(file.modified()) : OptionalLong.empty();
        PartFile.write(file.to(), ByteBuffer.wrap(whole.content()), modified);
        return whole.sha256();
    }

    /** Where digests are unknown, there is nothing to be gained here. */
    private void learn(Throwable failure) {
        if (Answers.isUnknown(failure)) {
            pipelining.set(false);
        }
    }

    private Future<Sent> store(OutgoingFile file, UploadPlan plan, Progress progress, Fate fate) {
        return disk.visit(() -> read(file)).compose(content -> {
            FileUpload upload = rest.begin(file, content, plan, progress);
            return connected(new Request.Upload(content.size(), file.to())).compose(v -> {
                if (!link.takes(Options.BODY)) {
                    pipelining.set(false);
                    throw new UnfitException();
                }
                return upload.sendBehind()
                        .onFailure(failure -> fate.perhapsStored =
                                !(failure instanceof RefusedException) || LineUpload.isOutcomeUnknown(failure));
            });
        });
    }

    /** True for what would be the same by itself: it must not be taken for the trace of an earlier attempt. */
    private static boolean isFinal(Throwable failure, UploadPlan plan) {
        return (Answers.is(failure, Refusal.EXISTS) && !plan.resume())
                || (failure instanceof ClientException told && told.kind() == Kind.CHECKSUM_MISMATCH);
    }

    private static LocalContent read(OutgoingFile file) throws IOException {
        try (LocalContent content = LocalContent.open(file.from())) {
            if (!content.isSmall()) {
                throw new UnfitException();
            }
            return content;
        }
    }
}
