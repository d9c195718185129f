package dev.towpath.client;

import dev.towpath.client.TreeListener.Overall;
import dev.towpath.client.TreeResult.Moved;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes the files of a tree one after the other, on as many lanes as are wanted, and counts what becomes of them. A file that fails
 * stops none of the others, unless it shows that nothing can succeed any more.
 *
 * <p>Files may be added while others are under way; whoever adds them waits for {@link #room}. On one lane nothing goes on at the same
 * time: its files wait until all are known, or until no more may be added.
 */
final class TreeRun<F extends TreeRun.File> {

    /** So many files are remembered that have not begun. */
    static final int MOST_WAITING = 16_384;

    /** So many files are no burden for a lane. */
    private static final int FEW = 8;

    /** So many failures are told of at the end; all are counted, and each is told of when it happens. */
    private static final int MOST_FAILURES = 10_000;

    private final TreeListener listener;
    private final Transfer<F> transfer;
    private final Predicate<Throwable> stopping;
    private final List<Track> tracks;
    private final List<TreeResult.Failure> failures = new ArrayList<>();
    private final Queue<F> waiting = new ArrayDeque<>();
    private final long start = System.nanoTime();
    private @Nullable Throwable stopped;
    private @Nullable RuntimeException broken;
    private @Nullable Promise<Void> room;
    private boolean open;
    private boolean allAdded;
    private long filesTotal;
    private long bytesTotal;
    private long over;
    private long files;
    private long failed;
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

    /** Transfers one file. */
    interface Transfer<F> {
        Future<Moved> of(F file, Lane lane, Progress progress);
    }

    /**
     * Begins without any file.
     *
     * @param lanes that nobody else uses meanwhile
     * @param stopping tells the failures after which nothing more is tried
     */
    TreeRun(List<Lane> lanes, Transfer<F> transfer, Predicate<Throwable> stopping, TreeListener listener) {
        this.stopping = stopping;
        this.transfer = transfer;
        this.listener = listener;
        this.tracks = lanes.stream().map(Track::new).toList();
        this.open = lanes.size() > 1;
    }

    /** One more to be transferred. */
    void add(F file) {
        synchronized (this) {
            waiting.add(file);
            filesTotal++;
            bytesTotal = file.size() < 0 || bytesTotal < 0 ? -1 : bytesTotal + file.size();
        }
        wake();
    }

    /** True if more may be added at once. */
    synchronized boolean hasRoom() {
        return waiting.size() < MOST_WAITING || isEnded();
    }

    /** Ends when more may be added. */
    Future<Void> room() {
        Promise<Void> promise = Promise.promise();
        synchronized (this) {
            if (hasRoom()) {
                return Future.succeededFuture();
            }
            room = promise;
            open = true;
        }
        wake();
        return promise.future();
    }

    /** Something was left out: a line for the user. */
    void note(String what) {
        tell(to -> to.note(what));
    }

    /** A file or a directory can't be transferred. */
    synchronized void failed(String path, Throwable why) {
        failed++;
        if (failures.size() < MOST_FAILURES) {
            failures.add(new TreeResult.Failure(path, why));
        }
        tell(to -> to.failed(path, why));
        if (stopped == null && stopping.test(why)) {
            stopped = why;
        }
    }

    /** True if nothing more is tried. */
    synchronized boolean isEnded() {
        return stopped != null || broken != null;
    }

    /** Nothing more will be added. */
    void allAdded() {
        synchronized (this) {
            allAdded = true;
            open = true;
            if (over > 0) {
                tell(to -> to.moved(overall()));
            }
        }
        wake();
    }

    /** What adds files can't go on. */
    void breakOff(Throwable why) {
        synchronized (this) {
            broken = broken != null ? broken : why instanceof RuntimeException e ? e : new IllegalStateException(why);
        }
        allAdded();
    }

    /**
     * Transfers all that was added and will be.
     *
     * @return fails only with what the listener or the adding threw
     */
    Future<TreeResult> run() {
        tracks.forEach(Track::wake);
        return Future.join(tracks.stream().map(track -> track.done.future()).toList())
                .compose(done -> result());
    }

    /** Lets go on whoever may. */
    private void wake() {
        tracks.forEach(Track::wakeIfIdle);
    }

    /** Gives the next file if there is one that the lane takes. */
    private synchronized @Nullable F next(Track track) {
        F file = open && !isEnded() ? waiting.peek() : null;
        if (file == null || !track.lane.takes(file.size()) || track.underWay >= share()) {
            track.idle = file == null;
            return null;
        }
        waiting.remove();
        tell(to -> to.started(file.path(), file.size()));
        return file;
    }

    /** So that few files are not all on one lane. */
    private int share() {
        return Math.max(FEW, waiting.size() / tracks.size());
    }

    /** Lets whoever adds files go on. */
    private void makeRoom() {
        Promise<Void> ready;
        synchronized (this) {
            ready = isEnded() || waiting.size() <= (tracks.size() == 1 ? 0 : MOST_WAITING / 2) ? room : null;
            if (ready != null) {
                room = null;
                open = tracks.size() > 1 || allAdded;
            }
        }
        if (ready != null) {
            ready.complete();
        }
    }

    private synchronized boolean isOver() {
        return isEnded() || (allAdded && waiting.isEmpty());
    }

    private synchronized void finished(F file, FileProgress progress, Moved result) {
        over++;
        files++;
        bytes += result.bytes();
        again += result.again();
        unverified += result.verified() ? 0 : 1;
        progress.movedTo(result.bytes());
        tell(to -> to.done(file.path(), result));
    }

    private synchronized void broken(F file, FileProgress progress, Throwable why) {
        if (why instanceof NotTriedException) {
            return;
        }
        over++;
        progress.movedTo(Math.max(0, file.size()));
        failed(file.path(), why);
    }

    /** Tells the listener; one that can't be told any more, for a closed output say, ends it all. */
    private synchronized void tell(Consumer<TreeListener> what) {
        if (broken == null) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                broken = e;
            }
        }
    }

    private synchronized Overall overall() {
        return new Overall(over, filesTotal, moved, allAdded ? bytesTotal : -1);
    }

    private synchronized Future<TreeResult> result() {
        if (broken != null) {
            return Future.failedFuture(broken);
        }
        return Future.succeededFuture(new TreeResult(
                files,
                bytes,
                again,
                unverified,
                failed,
                List.copyOf(failures),
                Optional.ofNullable(stopped),
                (System.nanoTime() - start) / 1e9));
    }

    /** What is under way on one lane. All but {@link #idle} belongs to the lane's own thread. */
    private final class Track {
        private final Lane lane;
        private final Promise<Void> done = Promise.promise();
        private int underWay;
        private boolean filling;

        /** True if there was nothing to do for it; guarded by the run. */
        private boolean idle;

        Track(Lane lane) {
            this.lane = lane;
        }

        void wakeIfIdle() {
            boolean wanted;
            synchronized (TreeRun.this) {
                wanted = idle && (isEnded() || allAdded || (open && !waiting.isEmpty()));
                idle &= !wanted;
            }
            if (wanted) {
                wake();
            }
        }

        void wake() {
            lane.run(this::fill);
        }

        private void fill() {
            if (filling || done.future().isComplete()) {
                return; // filling: a transfer that ended at once, within the loop below
            }
            filling = true;
            for (F file = next(this); file != null; file = next(this)) {
                begin(file);
            }
            filling = false;
            if (isEnded()) {
                lane.stop();
            }
            if (underWay == 0) {
                makeRoom();
                if (isOver() && done.tryComplete()) {
                    TreeRun.this.wake();
                }
            } else if (tracks.size() > 1) {
                makeRoom();
            }
        }

        private void begin(F file) {
            underWay++;
            FileProgress progress = new FileProgress(file);
            Future.<Void>succeededFuture()
                    .compose(v -> transfer.of(file, lane, progress))
                    .onComplete(result -> {
                        underWay--;
                        if (result.succeeded()) {
                            finished(file, progress, result.result());
                        } else {
                            broken(file, progress, result.cause());
                        }
                        fill();
                    });
        }
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
                tell(to -> to.moved(file.path(), soFar, total));
            }
        }

        private void movedTo(long soFar) {
            moved += soFar - counted;
            counted = soFar;
            tell(to -> to.moved(overall()));
        }

        @Override
        public void note(String what) {
            tell(to -> to.note(file.path(), what));
        }
    }
}
