package dev.towpath.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/**
 * Finds the token in a stream of bytes, wherever segments cut it, and gives on what stands before it as it comes: never more than
 * what may still become the token is held back. Not safe for use by more than one thread.
 */
public final class TokenFramer {

    private final byte[] token;
    /** How many bytes of the token the latest ones are. As {@code <} stands at its start alone, no two attempts overlap. */
    private int matched;

    public TokenFramer(Token token) {
        this.token = token.bytes();
    }

    /**
     * Reads up to and including the next token.
     *
     * @param content takes over what stands before it, in pieces
     * @return true if the token came, with {@code in} right behind it; false when {@code in} is used up
     */
    public boolean read(ByteBuf in, Consumer<ByteBuf> content) {
        int begin = in.readerIndex();
        int end = in.writerIndex();
        int before = matched; // bytes of an attempt that stand in an earlier buffer
        int at = begin;
        while (at < end && matched < token.length) {
            if (in.getByte(at) == token[matched]) {
                matched++;
                at++;
            } else if (matched > 0) {
                if (before > 0) {
                    content.accept(Unpooled.copiedBuffer(token, 0, before));
                    before = 0;
                }
                matched = 0; // and the same byte again, which may begin another attempt
            } else {
                int next = in.indexOf(at + 1, end, token[0]);
                at = next < 0 ? end : next;
            }
        }
        boolean found = matched == token.length;
        int contentLength = at - begin - (matched - before);
        if (contentLength > 0) {
            content.accept(in.readRetainedSlice(contentLength));
        }
        in.readerIndex(at);
        if (found) {
            matched = 0;
        }
        return found;
    }

    /** True if the latest bytes may be the beginning of the token. */
    public boolean inToken() {
        return matched > 0;
    }
}
