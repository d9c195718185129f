package dev.towpath.wire;

import dev.towpath.name.RemotePath;
import io.netty.buffer.ByteBuf;
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

    /** True if {@code in} is seen to hold all of an answer of which nothing was taken yet, so that {@link #take} completes it. */
    public boolean isWhole(ByteBuf in) {
        return false;
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
        public boolean isWhole(ByteBuf in) {
            return left <= in.readableBytes();
        }

        @Override
        public long due() {
            return left;
        }
    }

    /** Lines up to END. Blank ones, and names that a line can't carry, are dropped. */
    private static final class Lines extends AnswerBody {
        private static final byte[] END = "END".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] LAST = "\nEND\n".getBytes(StandardCharsets.US_ASCII);
        private final LineFramer framer = new LineFramer();
        private boolean complete;

        @Override
        public ByteBuf take(ByteBuf in) {
            ByteArrayOutputStream kept = new ByteArrayOutputStream(in.readableBytes());
            byte[] line;
            while (!complete && (line = nextLine(framer, in)) != null) {
                complete = Arrays.equals(line, END);
                if (complete || isListable(line)) {
                    kept.write(line, 0, line.length);
                    kept.write('\n');
                }
            }
            return Unpooled.wrappedBuffer(kept.toByteArray());
        }

        @Override
        public boolean isComplete() {
            return complete;
        }

        /** Tells from the last line, as it mostly can. */
        @Override
        public boolean isWhole(ByteBuf in) {
            int looked = Math.min(in.readableBytes(), LAST.length);
            for (int i = 1; i <= looked; i++) {
                if (in.getByte(in.writerIndex() - i) != LAST[LAST.length - i]) {
                    return false;
                }
            }
            return looked > END.length;
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
