package dev.towpath.wire;

import io.netty.buffer.ByteBuf;

/** Takes what a {@link ByteSource} gives: any number of pieces, then exactly one end or failure. */
public interface ByteSink {

    /** Takes over a piece and must release it. */
    void bytes(ByteBuf piece);

    /** All has come. */
    void ended();

    /** The rest will never come. */
    void failed(Throwable cause);

    /** True if pieces are only counted and handed on, so that their bytes need not be in memory. */
    default boolean isBlind() {
        return false;
    }
}
