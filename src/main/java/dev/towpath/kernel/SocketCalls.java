package dev.towpath.kernel;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Moves few bytes to and from a socket that does not block. Java's own way there has many steps, which for so few bytes take longer than
 * they do; a native executable on Linux goes straight to the system.
 */
public class SocketCalls {

    /** Java's own. */
    private static final SocketCalls JAVA = new SocketCalls();

    protected SocketCalls() {}

    /** The shortest there are. */
    public static SocketCalls ofSystem() {
        return SystemPipe.isSupported() ? new LinuxSocketCalls() : JAVA;
    }

    /**
     * Sends what is in a buffer, which stays as it is.
     *
     * @param bytes in one piece outside the heap
     * @return how many of them the socket has taken, possibly 0
     */
    public int send(WritableByteChannel socket, ByteBuf bytes) throws IOException {
        return socket.write(bytes.internalNioBuffer(bytes.readerIndex(), bytes.readableBytes()));
    }

    /**
     * Receives into a buffer, whose indices stay as they are.
     *
     * @param into in one piece outside the heap
     * @param length the most bytes to receive, at least 1
     * @return how many came, 0 if there are none at present, -1 at the end
     */
    public int receive(ScatteringByteChannel socket, ByteBuf into, int index, int length) throws IOException {
        return socket.read(into.internalNioBuffer(index, length));
    }
}
