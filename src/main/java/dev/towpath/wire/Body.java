package dev.towpath.wire;

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
