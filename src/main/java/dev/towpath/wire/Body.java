package dev.towpath.wire;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/** How the part of an answer behind its first line leaves. */
public sealed interface Body {

    /** Gives back what the body holds when it will not be sent. */
    default void discard() {}

    /** Nothing follows. */
    record Empty() implements Body {}

    /** Bytes in memory; the array is not changed after this. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere, and a copy of every small file would be waste
    record Bytes(byte[] content) implements Body {}

    /**
     * A short answer of another peer that is all here, as it came and as it is to be sent; whoever sends or discards it gives the buffer
     * back.
     *
     * @param answer its first line, which is as this side would print it, and the body
     * @param head how many bytes the first line has
     */
    record Whole(ByteBuf answer, int head) implements Body {

        /** How many bytes stand behind the first line. */
        public int length() {
            return answer.readableBytes() - head;
        }

        @Override
        public void discard() {
            answer.release();
        }
    }

    /**
     * A part of a file, sent without a copy through this process; whoever sends or discards it closes the channel.
     *
     * @param offset the first byte, from 0
     * @param length in bytes
     */
    record FileRegion(FileChannel channel, long offset, long length) implements Body {
        @Override
        public void discard() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Bytes that come from another peer. */
    record Stream(ByteSource source) implements Body {
        @Override
        public void discard() {
            source.abandon();
        }
    }
}
