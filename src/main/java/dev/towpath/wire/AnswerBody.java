package dev.towpath.wire;

import dev.towpath.name.RemotePath;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Follows an answer behind its first line to its end: how it goes on is decided here and nowhere else, from that line alone.
 * It gives the bytes on as the next hop is to send them.
 */
public abstract sealed class AnswerBody {

    private AnswerBody() {}

    /**
     * Decides how an answer goes on.
     *
     * @param toList true if the answer is one to {@code LIST}, where a bare {@code OK} is followed by lines
     * @return what follows, or null if nothing does
     * @throws BadAnswerException for an interim line that the request did not ask for
     */
    public static @Nullable AnswerBody after(Status status, boolean toList) {
        if (status instanceof Status.Sized sized) {
            return sized.size() == 0 ? null : new Counted(sized.size());
        }
        if (status instanceof Status.Lines || (toList && status instanceof Status.Ok)) {
            return new Lines();
        }
        if (status instanceof Status.Chunks) {
            return new Chunks();
        }
        if (status instanceof Status.Go || status instanceof Status.Wait) {
            throw new BadAnswerException();
        }
        return null;
    }

    /**
     * Takes from {@code in} what belongs to this answer and leaves the rest.
     *
     * @return bytes to hand on, possibly none, owned by the caller
     * @throws BadAnswerException if the answer breaks its form
     */
    public abstract ByteBuf take(ByteBuf in);

    /** True once the last byte of the answer was taken. */
    public abstract boolean isComplete();

    /**
     * Takes all of an answer of which nothing was taken yet, if it is seen to be here and to be handed on just as it came.
     *
     * @return how many bytes were taken, at least one; 0 if it is not so and nothing was taken
     */
    public int takeWhole(ByteBuf in) {
        return 0;
    }

    /** How many of the next bytes are handed on whatever they are. */
    public long due() {
        return 0;
    }

    private static final class Counted extends AnswerBody {
        private long left;

        Counted(long size) {
            left = size;
        }

        @Override
        public ByteBuf take(ByteBuf in) {
            int n = (int) Math.min(left, in.readableBytes());
            left -= n;
            return in.readRetainedSlice(n);
        }

        @Override
        public boolean isComplete() {
            return left == 0;
        }

        @Override
        public int takeWhole(ByteBuf in) {
            if (left > in.readableBytes()) {
                return 0;
            }
            int all = (int) left;
            in.skipBytes(all);
            left = 0;
            return all;
        }

        @Override
        public long due() {
            return left;
        }
    }

    /** Lines up to END. Blank ones, and names that a line can't carry, are dropped. */
    private static final class Lines extends AnswerBody {
        private static final byte[] END = "END".getBytes(StandardCharsets.US_ASCII);
        private static final byte DELETE = 0x7f;

        /** A name of so many bytes of ASCII is short enough for a path without another look. */
        private static final int LONGEST_PLAIN = RemotePath.MAX_BYTES / 4;

        private final LineFramer framer = new LineFramer();
        private boolean complete;

        @Override
        public ByteBuf take(ByteBuf in) {
            byte[] bytes = ByteBufUtil.getBytes(in);
            int taken = takePlain(bytes, 0, in);
            if (taken == bytes.length || complete) {
                return Unpooled.wrappedBuffer(bytes, 0, taken);
            }
            ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
            kept.write(bytes, 0, taken);
            byte[] line;
            while (!complete && (line = nextLine(framer, in)) != null) {
                complete = Arrays.equals(line, END);
                if (complete || isListable(line)) {
                    kept.write(line, 0, line.length);
                    kept.write('\n');
                }
                int from = bytes.length - in.readableBytes();
                kept.write(bytes, from, takePlain(bytes, from, in));
            }
            return Unpooled.wrappedBuffer(kept.toByteArray());
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public int takeWhole(ByteBuf in) {
            byte[] bytes = ByteBufUtil.getBytes(in);
            int end = plainEnd(bytes, 0);
            if (!endsListing(bytes, 0, end)) {
                return 0;
            }
            in.skipBytes(end);
            complete = true;
            return end;
        }

        /**
         * Takes whole lines that are handed on as they are, as nearly all are.
         *
         * @param bytes what was in the buffer
         * @param from how many of them were taken
         * @return how many more of them are taken now
         */
        private int takePlain(byte[] bytes, int from, ByteBuf in) {
            if (complete || framer.inLine()) {
                return 0;
            }
            int end = plainEnd(bytes, from);
            complete = endsListing(bytes, from, end);
            in.skipBytes(end - from);
            return end - from;
        }

        /** Where the whole lines end that are seen at once to be names to hand on, and END behind them if it is there. */
        private static int plainEnd(byte[] bytes, int from) {
            int begin = from;
            for (int i = from; i < bytes.length && i - begin <= LONGEST_PLAIN; i++) {
                byte b = bytes[i];
                if (b == '\n') {
                    if (i == begin) {
                        break;
                    }
                    begin = i + 1;
                    if (endsListing(bytes, from, begin)) {
                        break;
                    }
                } else if (b < ' ' || b == DELETE) {
                    break;
                }
            }
            return begin;
        }

        /** True if the last of some whole lines is END. */
        private static boolean endsListing(byte[] bytes, int from, int end) {
            int line = end - END.length - 1;
            return line >= from
                    && bytes[line] == END[0]
                    && Arrays.equals(bytes, line, end - 1, END, 0, END.length)
                    && (line == from || bytes[line - 1] == '\n');
        }

        private static boolean isListable(byte[] line) {
            try {
                return RemotePath.isListable(Text.decode(line));
            } catch (CharacterCodingException e) {
                return false;
            }
        }
    }

    /** {@code <number>} LF and that many bytes, again and again; {@code 0} LF; a line of verdict. */
    private static final class Chunks extends AnswerBody {
        private static final Pattern DIGEST = Pattern.compile("OK sha256 [0-9a-f]{64}");
        private final LineFramer framer = new LineFramer();
        private long left;
        private boolean lastSeen;
        private boolean complete;

        @Override
        public ByteBuf take(ByteBuf in) {
            if (left > 0) {
                int n = (int) Math.min(left, in.readableBytes());
                left -= n;
                return in.readRetainedSlice(n);
            }
            byte[] line = nextLine(framer, in);
            if (line == null) {
                return Unpooled.EMPTY_BUFFER;
            }
            return Unpooled.wrappedBuffer(lastSeen ? verdict(line) : header(line));
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        @Override
        public long due() {
            return left;
        }

        private byte[] header(byte[] line) {
            left = Text.number(new String(line, StandardCharsets.ISO_8859_1));
            if (left < 0) {
                throw new BadAnswerException();
            }
            lastSeen = left == 0;
            return (left + "\n").getBytes(StandardCharsets.US_ASCII);
        }

        private byte[] verdict(byte[] line) {
            complete = true;
            String text = new String(line, StandardCharsets.ISO_8859_1);
            if (DIGEST.matcher(text).matches()) {
                return (text + '\n').getBytes(StandardCharsets.US_ASCII);
            }
            if (ResponseCodec.parse(line) instanceof Status.Err err) {
                return ResponseCodec.print(err);
            }
            throw new BadAnswerException();
        }
    }

    private static byte @Nullable [] nextLine(LineFramer framer, ByteBuf in) {
        try {
            return framer.next(in);
        } catch (LineTooLongException e) {
            throw new BadAnswerException();
        }
    }
}
