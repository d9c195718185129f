package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rates by a clock that moves when the test says so. */
class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long LATE = 7_000_000; // no timer is exact

    private final PriorityQueue<Timed> timers = new PriorityQueue<>(Comparator.comparingLong(Timed::at));
    private final List<Long> waits = new ArrayList<>();
    private long now = 1234;

    private record Timed(long at, Runnable action) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void what_passes_in_ten_seconds_is_exact_however_many_share_it(int sources) {
        long rate = 10L << 20;
        RateLimit limit = new RateLimit(rate, () -> now);
        List<Endless> all = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            Endless source = new Endless(limit.piece(256 * 1024));
            all.add(source);
            new PacedSource(source, limit, this::after).start(new Nowhere());
        }
        run(all, 10 * SECOND);

        long passed = all.stream().mapToLong(s -> s.given).sum();
        assertEquals(10.0 * rate, passed, 0.05 * 10 * rate);
        long least = all.stream().mapToLong(s -> s.given).min().orElse(0);
        assertTrue(least > passed / sources / 2, "one of " + sources + " was left behind: " + least);
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 100_000, 1 << 20, 100 << 20})
    void no_wait_is_longer_than_a_tenth_of_a_second_where_pieces_may_be_small_enough(long rate) {
        RateLimit limit = new RateLimit(rate, () -> now);
        Endless source = new Endless(limit.piece(128 * 1024));
        new PacedSource(source, limit, this::after).start(new Nowhere());
        run(List.of(source), 3 * SECOND);
        long longest = waits.stream().mapToLong(w -> w).max().orElse(0);
        assertTrue(longest <= Math.max(SECOND / 10, 1100 * SECOND / rate), "waited " + longest);
        assertEquals(3.0 * rate, source.given, 0.1 * 3 * rate + 1024);
    }

    @Test
    void time_in_which_nothing_came_is_not_saved_up() {
        RateLimit limit = new RateLimit(1000, () -> now);
        now += 100 * SECOND;
        assertTrue(limit.pass(1000) >= SECOND * 9 / 10);
    }

    @Test
    void a_receiver_that_has_room_again_does_not_end_the_limits_wait_nor_the_other_way_round() {
        RateLimit limit = new RateLimit(1000, () -> now);
        Endless source = new Endless(500);
        PacedSource paced = new PacedSource(source, limit, this::after);
        paced.start(new Nowhere());
        source.give();
        assertTrue(source.paused);
        paced.pause();
        paced.resume();
        assertTrue(source.paused, "the limit still waits");
        paced.pause();
        now += SECOND;
        timers.remove().action().run();
        assertTrue(source.paused, "the receiver still waits");
        paced.resume();
        assertFalse(source.paused);
    }

    @Test
    void the_end_and_a_failure_are_told_at_once_and_nothing_is_resumed_after_them() {
        RateLimit limit = new RateLimit(1000, () -> now);
        Endless source = new Endless(500);
        Nowhere receiver = new Nowhere();
        new PacedSource(source, limit, this::after).start(receiver);
        source.give();
        source.sink.failed(new IOException("gone"));
        assertTrue(receiver.over);
        now += SECOND;
        timers.remove().action().run();
        assertTrue(source.paused);
    }

    @Test
    void without_a_limit_nothing_is_counted() {
        assertFalse(RateLimit.NONE.isSet());
        assertEquals(128 * 1024, RateLimit.NONE.piece(128 * 1024));
        assertThrows(IllegalArgumentException.class, () -> RateLimit.of(0));
    }

    /** Whoever is not held back gives, as fast as 2 GiB a second altogether. */
    private void run(List<Endless> sources, long time) {
        long end = now + time;
        while (now < end) {
            boolean gave = false;
            for (Endless source : sources) {
                if (!source.paused) {
                    source.give();
                    now += source.piece / 2;
                    gave = true;
                }
            }
            Timed next = timers.peek();
            if (!gave && next != null) {
                now = Math.max(now, next.at());
            }
            while (next != null && next.at() <= now) {
                timers.remove().action().run();
                next = timers.peek();
            }
        }
    }

    private void after(long nanos, Runnable action) {
        waits.add(nanos);
        timers.add(new Timed(now + nanos + LATE, action));
    }

    private static final class Endless implements ByteSource {
        private final int piece;
        private ByteSink sink;
        private boolean paused;
        private long given;

        Endless(int piece) {
            this.piece = piece;
        }

        void give() {
            given += piece;
            sink.bytes(Unpooled.wrappedBuffer(new byte[piece]));
        }

        @Override
        public void start(ByteSink receiver) {
            sink = receiver;
        }

        @Override
        public void whenBroken(Runnable action) {}

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void abandon() {}
    }

    private static final class Nowhere implements ByteSink {
        private boolean over;

        @Override
        public void bytes(ByteBuf piece) {
            piece.release();
        }

        @Override
        public void ended() {
            over = true;
        }

        @Override
        public void failed(Throwable cause) {
            over = true;
        }
    }
}
