package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.TreeListener.Overall;
import dev.towpath.client.TreeResult.Moved;
import dev.towpath.wire.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes the files of a tree one after the other, on as many lanes as are wanted, and counts what becomes of them. A file that fails
 * stops none of the others, unless it shows that nothing can succeed any more.
 */
final class TreeRun<F extends TreeRun.File> {

    /** After these all others would fail in the same way. */
    private static final Set<Kind> STOPPING =
            EnumSet.of(Kind.CANNOT_CONNECT, Kind.NO_LOCAL_SPACE, Kind.BAD_ROUTE, Kind.RELAY_REFUSED);

    private static final Set<Refusal> STOPPING_REFUSALS =
            EnumSet.of(Refusal.UNKNOWN_COMMAND, Refusal.READ_ONLY, Refusal.NO_SPACE, Refusal.RELAY_NOT_ALLOWED);

    private final TreeListener listener;
    private final List<TreeResult.Failure> failures = new ArrayList<>();
    private final Queue<F> waiting = new ArrayDeque<>();
    private final long start = System.nanoTime();
    private @Nullable Throwable stopped;
    private long filesTotal;
    private long bytesTotal;
    private long over;
    private long files;
    private long bytes;
    private long moved;
    private long again;
    private long unverified;

    /** A file to be transferred. */
    interface File {

        /** Its path below the top of the tree. */
        String path();

        /** In bytes; -1 if nobody knows. */
        long size();
    }

    TreeRun(TreeListener listener) {
        this.listener = listener;
    }

    /** One more to be transferred. */
    synchronized void add(F file) {
        waiting.add(file);
        filesTotal++;
        bytesTotal = file.size() < 0 || bytesTotal < 0 ? -1 : bytesTotal + file.size();
    }

    /** Something was left out: a line for the user. */
    synchronized void note(String what) {
        listener.note(what);
    }

    /** A file or a directory can't be transferred. */
    synchronized void failed(String path, Throwable why) {
        failures.add(new TreeResult.Failure(path, why));
        listener.failed(path, why);
        if (stopped == null && stops(why)) {
            stopped = why;
        }
    }

    /** True if nothing more is tried. */
    synchronized boolean isStopped() {
        return stopped != null;
    }

    /**
     * Transfers all that was added.
     *
     * @param lanes how many at a time
     * @param transfer of one file
     */
    Future<TreeResult> run(int lanes, BiFunction<F, Progress, Future<Moved>> transfer) {
        List<Future<Void>> running = new ArrayList<>();
        for (int lane = 0; lane < lanes; lane++) {
            Promise<Void> done = Promise.promise();
            running.add(done.future());
            next(transfer, done);
        }
        return Future.join(running).map(v -> result());
    }

    private void next(BiFunction<F, Progress, Future<Moved>> transfer, Promise<Void> done) {
        F file = begin();
        if (file == null) {
            done.complete();
            return;
        }
        FileProgress progress = new FileProgress(file);
        Future.<Void>succeededFuture()
                .compose(v -> transfer.apply(file, progress))
                .onComplete(result -> {
                    try {
                        if (result.succeeded()) {
                            finished(file, progress, result.result());
                        } else {
                            broken(file, progress, result.cause());
                        }
                        next(transfer, done);
                    } catch (RuntimeException e) { // nobody can be told any more: a closed output, say
                        done.tryFail(e);
                    }
                });
    }

    private synchronized @Nullable F begin() {
        F file = stopped == null ? waiting.poll() : null;
        if (file != null) {
            listener.started(file.path(), file.size());
        }
        return file;
    }

    private synchronized void finished(F file, FileProgress progress, Moved result) {
        over++;
        files++;
        bytes += result.bytes();
        again += result.again();
        unverified += result.verified() ? 0 : 1;
        progress.movedTo(result.bytes());
        listener.done(file.path(), result);
    }

    private synchronized void broken(F file, FileProgress progress, Throwable why) {
        over++;
        progress.movedTo(Math.max(0, file.size()));
        failed(file.path(), why);
    }

    private synchronized TreeResult result() {
        return new TreeResult(
                files,
                bytes,
                again,
                unverified,
                List.copyOf(failures),
                Optional.ofNullable(stopped),
                (System.nanoTime() - start) / 1e9);
    }

    private static boolean stops(Throwable why) {
        return (why instanceof ClientException e && STOPPING.contains(e.kind()))
                || STOPPING_REFUSALS.stream().anyMatch(refusal -> Answers.is(why, refusal));
    }

    /** One file's share in the progress of the whole. */
    private final class FileProgress implements Progress {
        private final F file;
        private long counted;

        FileProgress(F file) {
            this.file = file;
        }

        @Override
        public void moved(long soFar, long total) {
            synchronized (TreeRun.this) {
                movedTo(soFar);
            }
        }

        private void movedTo(long soFar) {
            moved += soFar - counted;
            counted = soFar;
            listener.moved(new Overall(over, filesTotal, moved, bytesTotal));
        }

        @Override
        public void note(String what) {
            TreeRun.this.note(file.path() + ": " + what);
        }
    }
}
