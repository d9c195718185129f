package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.IllegalReferenceCountException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A buffer is lent to one at a time, and empty. */
class SmallBuffersTest {

    private final SmallBuffers buffers = SmallBuffers.ofLoop();

    private ByteBuf take() {
        return buffers.take(PooledByteBufAllocator.DEFAULT);
    }

    @Test
    void the_latest_that_came_back_is_lent_first_and_is_empty() {
        ByteBuf one = take().writeLong(1);
        ByteBuf other = take().writeLong(2);
        other.skipBytes(3);
        one.release();
        other.release();

        ByteBuf again = take();

        assertSame(other, again);
        assertEquals(0, again.readerIndex());
        assertEquals(0, again.writerIndex());
        assertEquals(1, again.refCnt());
        assertEquals(SmallBuffers.SIZE, again.writableBytes());
        again.release();
    }

    @Test
    void it_is_not_lent_while_anybody_holds_a_part_of_it() {
        ByteBuf whole = take().writeLong(0x0102030405060708L);
        ByteBuf part = whole.retainedSlice(2, 4);
        whole.release();

        ByteBuf other = take().writeLong(-1);

        assertNotSame(whole, other);
        assertEquals(0x03040506, part.readInt());
        part.release();
        other.release();
    }

    @Test
    void who_gave_it_back_can_not_use_it() {
        ByteBuf buffer = take();
        buffer.release();

        assertThrows(IllegalReferenceCountException.class, () -> buffer.writeByte(1));
        assertThrows(IllegalReferenceCountException.class, buffer::release);
    }

    @Test
    void what_another_thread_gives_back_is_not_lent_again() throws Exception {
        ByteBuf buffer = take();
        Thread thread = new Thread(buffer::release);
        thread.start();
        thread.join();

        ByteBuf next = take();

        assertNotSame(buffer, next);
        assertEquals(0, buffer.refCnt());
        next.release();
    }

    @Test
    void as_many_as_are_needed_are_lent_and_a_bounded_number_is_its_own() {
        assertEquals(64, takeAndGiveBack(200));
        assertEquals(64, takeAndGiveBack(200));
        assertEquals(30, takeAndGiveBack(30));
    }

    /** How many of so many were its own. */
    private long takeAndGiveBack(int count) {
        List<ByteBuf> all = IntStream.range(0, count).mapToObj(i -> take()).toList();
        all.forEach(one -> assertEquals(SmallBuffers.SIZE, one.writableBytes()));
        long own = all.stream()
                .filter(one -> one.getClass().getEnclosingClass() == SmallBuffers.class)
                .count();
        all.forEach(ByteBuf::release);
        return own;
    }
}
