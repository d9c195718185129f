package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.ops.Traffic.Direction;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private final Traffic traffic = new Traffic();

    @Test
    void each_second_has_what_came_in_it() {
        traffic.add(Direction.OUT, 5);
        traffic.tick();
        traffic.add(Direction.OUT, 2);
        traffic.add(Direction.OUT, 1);
        traffic.add(Direction.IN, 7);
        traffic.tick();
        traffic.tick();

        assertArrayEquals(new long[] {5, 3, 0}, last(3, Direction.OUT));
        assertArrayEquals(new long[] {0, 7, 0}, last(3, Direction.IN));
        assertEquals(8, traffic.total(Direction.OUT));
    }

    @Test
    void old_seconds_make_room() {
        for (int i = 1; i <= Traffic.SECONDS + 2; i++) {
            traffic.add(Direction.IN, i);
            traffic.tick();
        }

        long[] seconds = traffic.lastSeconds(Direction.IN);
        assertEquals(Traffic.SECONDS, seconds.length);
        assertEquals(3, seconds[0]);
        assertEquals(Traffic.SECONDS + 2, seconds[Traffic.SECONDS - 1]);
    }

    private long[] last(int count, Direction direction) {
        long[] all = traffic.lastSeconds(direction);
        return Arrays.copyOfRange(all, all.length - count, all.length);
    }
}
