package dev.towpath.ops;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many bytes of bodies went each way, in all and in each of the last seconds. Safe for use by many threads. */
final class Traffic {

    /** How far back the seconds go. */
    static final int SECONDS = 300;

    private final Map<Direction, Way> ways = new EnumMap<>(Direction.class);
    private int next;

    /** The two ways that bytes go. */
    enum Direction {
        /** From clients. */
        IN,
        /** To clients. */
        OUT
    }

    private static final class Way {
        final LongAdder total = new LongAdder();
        final long[] seconds = new long[SECONDS];
        long toldOf;
    }

    Traffic() {
        for (Direction direction : Direction.values()) {
            ways.put(direction, new Way());
        }
    }

    void add(Direction direction, long bytes) {
        way(direction).total.add(bytes);
    }

    long total(Direction direction) {
        return way(direction).total.sum();
    }

    /** A second is over. */
    synchronized void tick() {
        for (Way way : ways.values()) {
            long total = way.total.sum();
            way.seconds[next] = total - way.toldOf;
            way.toldOf = total;
        }
        next = (next + 1) % SECONDS;
    }

    /** The bytes of each second, the latest last. */
    synchronized long[] lastSeconds(Direction direction) {
        long[] ring = way(direction).seconds;
        long[] line = new long[SECONDS];
        System.arraycopy(ring, next, line, 0, SECONDS - next);
        System.arraycopy(ring, 0, line, SECONDS - next, next);
        return line;
    }

    private Way way(Direction direction) {
        Way way = ways.get(direction);
        if (way == null) {
            throw new IllegalArgumentException("direction " + direction);
        }
        return way;
    }
}
