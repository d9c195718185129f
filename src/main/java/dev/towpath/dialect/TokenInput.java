package dev.towpath.dialect;

import dev.towpath.wire.LineFramer;
import dev.towpath.wire.LineTooLongException;
import dev.towpath.wire.Token;
import dev.towpath.wire.TokenFramer;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client has sent and nobody has looked at yet, cut at the token into commands and contents. */
final class TokenInput {

    private final TokenFramer framer;
    private final ArrayDeque<ByteBuf> unread = new ArrayDeque<>(1);
    private final ByteArrayOutputStream command = new ByteArrayOutputStream();
    private int bytes;

    TokenInput(Token token) {
        this.framer = new TokenFramer(token);
    }

    /** Takes over what came; a few bytes go where there is room, so that none pins a buffer of its own. */
    void add(ByteBuf in) {
        bytes += in.readableBytes();
        ByteBuf last = unread.peekLast();
        if (last != null && last.writableBytes() >= in.readableBytes()) {
            last.writeBytes(in);
            in.release();
        } else {
            unread.add(in);
        }
    }

    /** How many bytes nobody has looked at yet. */
    int unreadBytes() {
        return bytes;
    }

    /** True if a command has begun whose token has not come yet. */
    boolean inCommand() {
        return command.size() > 0 || framer.inToken();
    }

    /**
     * The next command.
     *
     * @return what stands before its token, or null if that has not come yet
     * @throws LineTooLongException if it is longer than any command; the input is of no use after that
     */
    byte @Nullable [] nextCommand() {
        while (bytes > 0) {
            if (read(this::gather)) {
                byte[] whole = command.toByteArray();
                command.reset();
                return whole;
            }
        }
        return null;
    }

    /**
     * Gives on content from the oldest buffer.
     *
     * @return true if its token came, and the content is whole
     */
    boolean nextContent(Consumer<ByteBuf> content) {
        return read(content);
    }

    /** Drops everything. */
    void clear() {
        for (ByteBuf in = unread.poll(); in != null; in = unread.poll()) {
            in.release();
        }
        bytes = 0;
    }

    private boolean read(Consumer<ByteBuf> to) {
        ByteBuf in = unread.element().retain(); // whoever takes a piece may have all this cleared
        int before = in.readableBytes();
        try {
            return framer.read(in, to);
        } finally {
            if (!unread.isEmpty()) {
                bytes -= before - in.readableBytes();
                if (!in.isReadable()) {
                    unread.remove().release();
                }
            }
            in.release();
        }
    }

    private void gather(ByteBuf piece) {
        try {
            if (command.size() + piece.readableBytes() > LineFramer.MAX_LINE) {
                throw new LineTooLongException(LineFramer.MAX_LINE);
            }
            piece.readBytes(command, piece.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            piece.release();
        }
    }
}
