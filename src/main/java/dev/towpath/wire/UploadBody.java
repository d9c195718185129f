package dev.towpath.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Follows the content of an upload to its end, counted or in chunks, and takes the chunks apart. Chunks are {@code <number>} LF and
 * that many bytes, again and again, then {@code 0} LF.
 */
public final class UploadBody {

    private final @Nullable LineFramer chunkLines;
    private long left;
    private boolean complete;

    private UploadBody(@Nullable LineFramer chunkLines, long left) {
        this.chunkLines = chunkLines;
        this.left = left;
        this.complete = chunkLines == null && left == 0;
    }

    /** Content of so many bytes, or in chunks if that is {@link Status.Go#CHUNKED}. */
    public static UploadBody of(long count) {
        return count == Status.Go.CHUNKED ? new UploadBody(new LineFramer(), 0) : new UploadBody(null, count);
    }

    /** The line before a chunk of so many bytes; the one of 0 bytes is the last. */
    public static byte[] chunkLine(long bytes) {
        return (bytes + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes from {@code in} what belongs to the content and leaves the rest.
     *
     * @return content, possibly none, owned by the caller
     * @throws RefusedException {@code bad number} if a chunk does not begin with its length
     */
    public ByteBuf take(ByteBuf in) {
        if (left == 0 && chunkLines != null && !complete) {
            byte[] line;
            try {
                line = chunkLines.next(in);
            } catch (LineTooLongException e) {
                throw new RefusedException(Refusal.BAD_NUMBER);
            }
            if (line == null) {
                return Unpooled.EMPTY_BUFFER;
            }
            left = Text.number(new String(line, StandardCharsets.ISO_8859_1));
            if (left < 0) {
                throw new RefusedException(Refusal.BAD_NUMBER);
            }
            complete = left == 0;
        }
        int n = (int) Math.min(left, in.readableBytes());
        left -= n;
        if (chunkLines == null) {
            complete = left == 0;
        }
        return in.readRetainedSlice(n);
    }

    /** How many of the next bytes are content whatever they are. */
    public long due() {
        return left;
    }

    /** True once the last byte was taken. */
    public boolean isComplete() {
        return complete;
    }
}
