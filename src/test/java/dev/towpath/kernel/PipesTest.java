package dev.towpath.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.testing.BufferPipe;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The lending of pipes, and their bytes as a buffer. */
class PipesTest {

    private final Pipes pipes = new Pipes(2, BufferPipe::new);

    @Test
    void no_more_are_lent_than_there_may_be() {
        Pipe first = pipes.lend();
        assertNotNull(pipes.lend());
        assertNull(pipes.lend());
        assertEquals(2, pipes.lent());

        pipes.giveBack(first);

        assertEquals(1, pipes.lent());
        assertSame(first, pipes.lend());
    }

    @Test
    void one_that_is_not_empty_is_not_lent_again() throws Exception {
        ByteBuf bytes = read("abc");
        bytes.release();

        assertEquals(0, pipes.lent());
        assertEquals(0, pipes.lend().held());
    }

    @Test
    void where_the_system_has_none_to_give_nothing_is_counted() {
        Pipes none = new Pipes(2, () -> null);

        assertNull(none.lend());
        assertNull(PipedBytes.forRead(none, ByteBufAllocator.DEFAULT, 100));
        assertEquals(0, none.lent());
    }

    @Test
    void a_buffer_counts_what_was_read_and_a_region_writes_it() throws Exception {
        ByteBuf bytes = read("abc");
        assertEquals(3, bytes.readableBytes());
        assertEquals(0, bytes.writableBytes());
        ByteBuf slice = bytes.readRetainedSlice(3);
        assertEquals(0, bytes.readableBytes());
        bytes.release();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        PipeRegion region = (PipeRegion) PipeRegion.forWrite(slice);
        assertEquals(3, region.count());
        assertEquals(3, PipeRegion.SIZES.newHandle().size(region));
        assertEquals(3, region.transferTo(Channels.newChannel(out), 0));
        assertEquals(1, pipes.lent());
        region.release();

        assertEquals("abc", out.toString(StandardCharsets.UTF_8));
        assertEquals(0, pipes.lent());
    }

    @Test
    void nobody_can_look_into_it() throws Exception {
        ByteBuf bytes = read("abc");

        assertThrows(IndexOutOfBoundsException.class, bytes::readByte);

        bytes.release();
    }

    @Test
    void an_end_and_a_pause_look_alike_and_give_the_pipe_back() throws Exception {
        for (String nothing : new String[] {"", "-"}) {
            ByteBuf bytes = PipedBytes.forRead(pipes, ByteBufAllocator.DEFAULT, 100);
            assertEquals(0, bytes.writeBytes(channel(nothing), bytes.writableBytes()));
            assertEquals(0, bytes.readableBytes());
            bytes.release();
        }
        assertEquals(0, pipes.lent());
    }

    @Test
    void what_is_in_memory_is_written_as_it_is() {
        ByteBuf memory = Unpooled.buffer().writeInt(1);

        assertSame(memory, PipeRegion.forWrite(memory));

        memory.release();
    }

    private ByteBuf read(String text) throws Exception {
        ByteBuf bytes = PipedBytes.forRead(pipes, ByteBufAllocator.DEFAULT, 100);
        assertEquals(text.length(), bytes.writeBytes(channel(text), bytes.writableBytes()));
        return bytes;
    }

    /** Gives the text, then its end; a {@code -} is a channel that has nothing at present. */
    private static ScatteringByteChannel channel(String text) {
        ReadableByteChannel source =
                Channels.newChannel(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new ScatteringByteChannel() {
            @Override
            public int read(ByteBuffer into) throws java.io.IOException {
                return text.equals("-") ? 0 : source.read(into);
            }

            @Override
            public long read(ByteBuffer[] into) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long read(ByteBuffer[] into, int offset, int length) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // nothing to close
            }
        };
    }

    @Test
    void a_system_that_has_none_is_not_asked_at_every_read() {
        AtomicLong clock = new AtomicLong();
        AtomicInteger asked = new AtomicInteger();
        Pipes none = new Pipes(
                2,
                () -> {
                    asked.incrementAndGet();
                    return null;
                },
                clock::get);

        assertNull(none.lend());
        assertNull(none.lend());
        assertEquals(1, asked.get());

        clock.addAndGet(TimeUnit.SECONDS.toNanos(2));
        assertNull(none.lend());
        assertEquals(2, asked.get());
    }

    @Test
    void pipes_that_were_not_needed_for_a_while_are_closed() {
        AtomicLong clock = new AtomicLong();
        AtomicInteger made = new AtomicInteger();
        Pipes many = new Pipes(
                10,
                () -> {
                    made.incrementAndGet();
                    return new BufferPipe();
                },
                clock::get);
        Pipe first = many.lend();
        Pipe second = many.lend();
        many.giveBack(first);
        many.giveBack(second);

        clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
        many.giveBack(many.lend()); // the one that came back last; the other one is closed

        many.lend();
        many.lend();
        assertEquals(3, made.get());
    }
}
