package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InFlightTest {

    private final InFlight<Named> inFlight = new InFlight<>();
    private final ExecutorService loops = Executors.newFixedThreadPool(3);

    private static final class Named extends InFlight.Item {
        private final int name;

        Named(int name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return Integer.toString(name);
        }
    }

    @AfterEach
    void stop() throws Exception {
        loops.shutdownNow();
        assertTrue(loops.awaitTermination(10, TimeUnit.SECONDS));
    }

    @Test
    void what_was_put_there_is_there_until_it_is_taken_away() {
        Random random = new Random(1);
        Set<Named> expected = new HashSet<>();
        Deque<Named> all = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            boolean grows = i / 2_000 % 2 == 0; // to 1,000 and more, and back
            if (all.isEmpty() || random.nextInt(4) < (grows ? 3 : 1)) {
                Named one = new Named(i);
                inFlight.add(one);
                expected.add(one);
                all.add(one);
            } else {
                Named one = random.nextBoolean() ? all.removeFirst() : all.removeLast();
                inFlight.remove(one);
                inFlight.remove(one);
                expected.remove(one);
            }
            assertEquals(expected.size(), inFlight.size());
            if (i % 500 == 0) {
                assertEquals(expected, new HashSet<>(inFlight.all()));
                assertEquals(expected.size(), inFlight.all().size());
            }
        }
    }

    @Test
    void another_thread_can_not_take_it_away() throws Exception {
        Named one = new Named(1);
        inFlight.add(one);
        loops.submit(() -> assertThrows(IllegalStateException.class, () -> inFlight.remove(one)))
                .get(10, TimeUnit.SECONDS);
        assertEquals(List.of(one), inFlight.all());
        inFlight.remove(one);
        assertEquals(List.of(), inFlight.all());
    }

    /** However much comes and goes beside it, on its own thread and others. */
    @Test
    void whoever_looks_sees_once_what_is_there_all_the_time() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        List<Future<Named>> staying = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int name = i;
            staying.add(loops.submit(() -> {
                Named stays = new Named(name);
                inFlight.add(stays);
                return stays;
            }));
        }
        Set<Named> expected = new HashSet<>();
        for (Future<Named> stays : staying) {
            expected.add(stays.get(10, TimeUnit.SECONDS));
        }
        for (int i = 0; i < 3; i++) {
            running.add(loops.submit(() -> {
                Random random = new Random(1);
                Deque<Named> own = new ArrayDeque<>();
                while (!over.get()) {
                    if (own.size() < 3 || (own.size() < 500 && random.nextBoolean())) {
                        own.add(new Named(-1));
                        inFlight.add(own.getLast());
                    } else {
                        inFlight.remove(own.removeFirst());
                    }
                }
                own.forEach(inFlight::remove);
            }));
        }
        for (int i = 0; i < 2_000; i++) {
            List<Named> seen = inFlight.all();
            assertEquals(3, seen.stream().filter(expected::contains).count());
        }
        over.set(true);
        for (Future<?> one : running) {
            one.get(10, TimeUnit.SECONDS);
        }
        assertEquals(expected, new HashSet<>(inFlight.all()));
        assertEquals(3, inFlight.size());
    }
}
