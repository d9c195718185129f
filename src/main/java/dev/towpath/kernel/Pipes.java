package dev.towpath.kernel;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends pipes, so many at a time: a pipe is somebody's from a read until all of it was written, which is a moment unless the
 * receiver is slow. Whoever gets none copies. The system has few for one user, so those that nobody has needed for a while are closed
 * when another one comes back. Safe for use by many threads.
 */
public final class Pipes {

    /** Lends none. */
    public static final Pipes NONE = new Pipes(0, () -> null);

    private static final long KEPT_IDLE = TimeUnit.SECONDS.toNanos(10);

    /** For how long a system that had none to give is not asked again. */
    private static final long REFUSED = TimeUnit.SECONDS.toNanos(1);

    private final int most;
    private final Supplier<@Nullable Pipe> maker;
    private final LongSupplier clock;
    private final Deque<Idle> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable Long refusedUntil;

    /** A pipe that nobody has, since then. */
    private record Idle(Pipe pipe, long since) {}

    /**
     * Pipes of one's own making.
     *
     * @param most how many there may be at a time
     * @param maker makes one; null if the system gives none at present
     */
    public Pipes(int most, Supplier<@Nullable Pipe> maker) {
        this(most, maker, System::nanoTime);
    }

    Pipes(int most, Supplier<@Nullable Pipe> maker, LongSupplier clock) {
        this.most = most;
        this.maker = maker;
        this.clock = clock;
    }

    /** Pipes of the kernel, where it can be asked for them, or else none. */
    public static Pipes ofSystem(int most) {
        return most > 0 && SystemPipe.isSupported() ? new Pipes(most, SystemPipe::open) : NONE;
    }

    /** How many are lent. */
    public int lent() {
        return open.get() - idle.size();
    }

    /** Lends an empty pipe, which {@link #giveBack} must get; null if there is none to be had. */
    @Nullable
    Pipe lend() {
        Idle latest = idle.pollFirst();
        if (latest != null) {
            return latest.pipe();
        }
        if (open.get() >= most || isRefused()) {
            return null;
        }
        if (open.incrementAndGet() <= most) {
            Pipe fresh = maker.get();
            if (fresh != null) {
                return fresh;
            }
            refusedUntil = clock.getAsLong() + REFUSED;
        }
        open.decrementAndGet();
        return null;
    }

    private boolean isRefused() {
        Long until = refusedUntil;
        return until != null && until - clock.getAsLong() > 0;
    }

    /** Takes a pipe back; one that is not empty is of no more use. */
    void giveBack(Pipe pipe) {
        if (pipe.held() > 0 || !pipe.isUsable()) {
            close(pipe);
            return;
        }
        long now = clock.getAsLong();
        idle.addFirst(new Idle(pipe, now));
        Idle eldest = idle.peekLast();
        if (eldest != null && now - eldest.since() > KEPT_IDLE && idle.removeLastOccurrence(eldest)) {
            close(eldest.pipe());
        }
    }

    private void close(Pipe pipe) {
        pipe.close();
        open.decrementAndGet();
    }
}
