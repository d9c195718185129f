package dev.towpath.net;

import dev.towpath.wire.LineFramer;
import dev.towpath.wire.LineTooLongException;
import io.netty.buffer.ByteBuf;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Bytes that came before their turn, in their order. */
final class ReadAhead {

    private final ShortQueue<ByteBuf> pieces = new ShortQueue<>();
    private int bytes;

    /** How many bytes wait. */
    int bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** Takes over a piece; a few bytes go where there is room, so that none pins a buffer of its own. */
    void add(ByteBuf in) {
        bytes += in.readableBytes();
        ByteBuf last = pieces.peekLast();
        if (last != null && last.writableBytes() >= in.readableBytes()) {
            last.writeBytes(in);
            in.release();
        } else {
            pieces.add(in);
        }
    }

    /**
     * Reads the next line as {@link LineFramer#next} does.
     *
     * @return null when all is used up and the line unfinished
     * @throws LineTooLongException if it is
     */
    byte @Nullable [] nextLine(LineFramer framer) {
        for (ByteBuf in = pieces.peek(); in != null; in = pieces.peek()) {
            int before = in.readableBytes();
            byte[] line;
            try {
                line = framer.next(in);
            } finally {
                used(in, before);
            }
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    /**
     * Lets something take what it wants from the oldest piece, of which there must be one.
     *
     * @return what it made of it
     */
    ByteBuf take(UnaryOperator<ByteBuf> taker) {
        ByteBuf in = pieces.element();
        int before = in.readableBytes();
        try {
            return taker.apply(in);
        } finally {
            used(in, before);
        }
    }

    /** Forgets all. */
    void clear() {
        for (ByteBuf in = pieces.poll(); in != null; in = pieces.poll()) {
            in.release();
        }
        bytes = 0;
    }

    private void used(ByteBuf in, int before) {
        bytes -= before - in.readableBytes();
        if (!in.isReadable() && !pieces.isEmpty()) {
            pieces.remove().release();
        }
    }
}
