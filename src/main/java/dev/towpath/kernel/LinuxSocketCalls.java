package dev.towpath.kernel;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;
import org.graalvm.word.WordFactory;

/** send(2) and recv(2). */
final class LinuxSocketCalls extends SocketCalls {

    @Override
    public int send(WritableByteChannel socket, ByteBuf bytes) throws IOException {
        if (!bytes.hasMemoryAddress()) {
            return super.send(socket, bytes);
        }
        long sent = LinuxCalls.send(
                LinuxCalls.descriptor(socket),
                WordFactory.pointer(bytes.memoryAddress() + bytes.readerIndex()),
                WordFactory.unsigned(bytes.readableBytes()),
                LinuxCalls.MSG_DONTWAIT | LinuxCalls.MSG_NOSIGNAL);
        return sent >= 0 ? (int) sent : noneNow("send");
    }

    @Override
    public int receive(ScatteringByteChannel socket, ByteBuf into, int index, int length) throws IOException {
        if (!into.hasMemoryAddress()) {
            return super.receive(socket, into, index, length);
        }
        long received = LinuxCalls.recv(
                LinuxCalls.descriptor(socket),
                WordFactory.pointer(into.memoryAddress() + index),
                WordFactory.unsigned(length),
                LinuxCalls.MSG_DONTWAIT);
        if (received == 0) {
            return -1;
        }
        return received > 0 ? (int) received : noneNow("recv");
    }

    /** 0 if there is only nothing to be done now; a call that was interrupted is made again when the socket is looked at again. */
    private static int noneNow(String call) throws IOException {
        int error = LinuxCalls.errno().read();
        if (error == LinuxCalls.EAGAIN || error == LinuxCalls.EINTR) {
            return 0;
        }
        throw LinuxCalls.failure(call, error);
    }
}
