package dev.towpath.client;

import java.util.function.LongSupplier;

/**
 * How many bytes a second may pass, in all transfers that share it: a bucket that fills with time and holds little, so that what passes
 * is smooth. It only counts; whoever passes bytes holds its source back for as long as it is told. Safe for use by many threads.
 */
public final class RateLimit {

    /** Holds nothing back. */
    public static final RateLimit NONE = new RateLimit(Long.MAX_VALUE, System::nanoTime);

    /** Pieces have a length that takes this part of a second. */
    private static final int PIECES_A_SECOND = 20;

    private static final int SHORTEST_PIECE = 1024;
    private static final double SECOND = 1e9;

    /** What was not used within this time is lost, in nanoseconds: timers are late by less. */
    private static final long CREDIT = 100_000_000;

    private final long rate;
    private final LongSupplier clock;
    private long free;

    RateLimit(long rate, LongSupplier clock) {
        this.rate = rate;
        this.clock = clock;
        this.free = clock.getAsLong();
    }

    /**
     * A limit of so many bytes a second.
     *
     * @throws IllegalArgumentException unless it is at least one
     */
    public static RateLimit of(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate is at least 1 byte a second");
        }
        return new RateLimit(bytesPerSecond, System::nanoTime);
    }

    boolean isSet() {
        return rate != Long.MAX_VALUE;
    }

    /** In bytes a second. */
    long bytesPerSecond() {
        return rate;
    }

    /** How many of so many bytes should be passed at once. */
    int piece(int bytes) {
        return (int) Math.min(bytes, Math.max(SHORTEST_PIECE, rate / PIECES_A_SECOND));
    }

    /**
     * Notes that bytes have passed.
     *
     * @return for how many nanoseconds none should follow
     */
    synchronized long pass(long bytes) {
        long now = clock.getAsLong();
        free = Math.max(free, now - CREDIT) + (long) (bytes * SECOND / rate);
        return Math.max(0, free - now);
    }

    /** For how many nanoseconds none should follow what has passed. */
    synchronized long left() {
        return Math.max(0, free - clock.getAsLong());
    }
}
