package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShortQueueTest {

    private final ShortQueue<Integer> queue = new ShortQueue<>();

    /** Beside a list to which the same is done. */
    @Test
    void what_is_put_in_comes_out_in_its_order() {
        Random random = new Random(3);
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(expected.size() > 4 ? 8 : 5)) {
                case 0, 1, 2 -> {
                    queue.add(i);
                    expected.add(i);
                }
                case 3 -> {
                    Integer some =
                            expected.isEmpty() ? Integer.valueOf(-1) : expected.get(random.nextInt(expected.size()));
                    queue.remove(some);
                    expected.remove(some);
                }
                case 4, 5, 6 -> assertEquals(expected.isEmpty() ? null : expected.remove(0), queue.poll());
                default -> {
                    assertEquals(expected, queue.removeAll());
                    expected.clear();
                }
            }
            assertEquals(expected.isEmpty(), queue.isEmpty());
            assertEquals(expected.isEmpty() ? null : expected.get(0), queue.peek());
            assertEquals(expected.isEmpty() ? null : expected.get(expected.size() - 1), queue.peekLast());
        }
    }

    @Test
    void an_empty_one_has_nothing_to_give() {
        assertNull(queue.peek());
        assertNull(queue.poll());
        assertThrows(NoSuchElementException.class, queue::element);
        assertThrows(NoSuchElementException.class, queue::remove);
        assertEquals(List.of(), queue.removeAll());
    }
}
