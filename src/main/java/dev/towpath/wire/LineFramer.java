package dev.towpath.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into lines ended by LF, holding at most one unfinished line of bounded length.
 *
 * <p>It takes from a buffer what belongs to the next line and leaves the rest unread, so that a body behind a line can be
 * handed on as it came. Between lines it holds no memory. Not safe for use by more than one thread.
 */
public final class LineFramer {

    /** The longest line of the protocol in bytes, everything in it and its LF counted. */
    public static final int MAX_LINE = 8192;

    /** Nearly every line is shorter, and is looked for in so many bytes first. */
    private static final int SHORT = 128;

    private static final byte[] EMPTY = {};

    private final int limit;
    private byte[] held = EMPTY;
    private int length;

    public LineFramer() {
        this(MAX_LINE);
    }

    /** @param limit the longest line in bytes, its LF counted; at least 1 */
    public LineFramer(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        this.limit = limit;
    }

    /**
     * Reads up to and including the next LF.
     *
     * @return the line without its LF and without a CR before it, or null when {@code in} is used up and the line unfinished
     * @throws LineTooLongException as soon as the line can no longer fit; the framer is of no use after that
     */
    public byte @Nullable [] next(ByteBuf in) {
        byte[] whole = length == 0 ? shortLine(in) : null;
        return whole != null ? whole : nextPart(in);
    }

    /** The next line if it is short and all here, else null. */
    private byte @Nullable [] shortLine(ByteBuf in) {
        int begin = in.readerIndex();
        int end = begin + Math.min(Math.min(in.readableBytes(), SHORT), limit);
        int lf = in.indexOf(begin, end, (byte) '\n');
        if (lf < 0) {
            return null;
        }
        int count = lf - begin;
        byte[] line = new byte[count];
        in.getBytes(begin, line).readerIndex(lf + 1);
        return count > 0 && line[count - 1] == '\r' ? Arrays.copyOf(line, count - 1) : line;
    }

    private byte @Nullable [] nextPart(ByteBuf in) {
        int available = in.readableBytes();
        int toLf = in.bytesBefore((byte) '\n');
        int take = toLf < 0 ? available : toLf;
        // the LF counts too, so an unfinished line may hold one byte less than the limit
        if (length + take + 1 > limit) {
            throw new LineTooLongException(limit);
        }
        if (toLf < 0) {
            hold(in, take);
            return null;
        }
        byte[] line = finish(in, take);
        in.skipBytes(1);
        return line;
    }

    /** True if a line has begun and is not ended yet. */
    public boolean inLine() {
        return length > 0;
    }

    private void hold(ByteBuf in, int take) {
        if (take == 0) {
            return;
        }
        if (held.length < length + take) {
            byte[] larger = new byte[Math.min(limit, Math.max(64, 2 * (length + take)))];
            System.arraycopy(held, 0, larger, 0, length);
            held = larger;
        }
        in.readBytes(held, length, take);
        length += take;
    }

    private byte[] finish(ByteBuf in, int take) {
        int total = length + take;
        boolean cr =
                take > 0 ? in.getByte(in.readerIndex() + take - 1) == '\r' : length > 0 && held[length - 1] == '\r';
        byte[] line = new byte[cr ? total - 1 : total];
        int fromHeld = Math.min(length, line.length);
        System.arraycopy(held, 0, line, 0, fromHeld);
        in.getBytes(in.readerIndex(), line, fromHeld, line.length - fromHeld);
        in.skipBytes(take);
        held = EMPTY;
        length = 0;
        return line;
    }
}
