package dev.towpath.splice;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lends pipes, so many at a time: a pipe is somebody's from a read until all of it was written, which is a moment unless the
 * receiver is slow. Whoever gets none copies. Safe for use by many threads.
 */
public final class Pipes {

    /** Lends none. */
    public static final Pipes NONE = new Pipes(0, () -> null);

    private final int most;
    private final Supplier<@Nullable Pipe> maker;
    private final Queue<Pipe> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    /**
     * Pipes of one's own making.
     *
     * @param most how many there may be at a time
     * @param maker makes one; null if the system gives none at present
     */
    public Pipes(int most, Supplier<@Nullable Pipe> maker) {
        this.most = most;
        this.maker = maker;
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
        Pipe waiting = idle.poll();
        if (waiting != null) {
            return waiting;
        }
        if (open.incrementAndGet() <= most) {
            Pipe fresh = maker.get();
            if (fresh != null) {
                return fresh;
            }
        }
        open.decrementAndGet();
        return null;
    }

    /** Takes a pipe back; one that is not empty is of no more use. */
    void giveBack(Pipe pipe) {
        if (pipe.held() == 0) {
            idle.add(pipe);
        } else {
            pipe.close();
            open.decrementAndGet();
        }
    }
}
