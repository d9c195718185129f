package dev.towpath.kernel;

import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CIntPointer;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/** A pipe of the Linux kernel, through which splice(2) moves bytes from socket to socket by reference. */
final class SystemPipe implements Pipe {

    /** What is asked for; an unprivileged user may have 64 of this size, all programs counted, unless the system was told otherwise. */
    private static final int SIZE = 1024 * 1024;

    /** Below this splice(2) gains nothing: what the system leaves a user who has too many. */
    private static final int SMALLEST = 64 * 1024;

    /** The kernel, or what guards it, does not let sockets be spliced. */
    private static volatile boolean refused;

    private final int readEnd;
    private final int writeEnd;
    private final int capacity;
    private int held;
    private boolean closed;

    private SystemPipe(int readEnd, int writeEnd, int capacity) {
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
        this.capacity = capacity;
    }

    /** True in a native executable on Linux. */
    static boolean isSupported() {
        return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"))
                && "Linux".equals(System.getProperty("os.name"));
    }

    /** Makes one; null if the system has none to give, or only a small one. */
    static @Nullable SystemPipe open() {
        if (refused) {
            return null;
        }
        CIntPointer ends = StackValue.get(2, CIntPointer.class);
        if (LinuxCalls.pipe2(ends, LinuxCalls.O_NONBLOCK | LinuxCalls.O_CLOEXEC) < 0) {
            return null;
        }
        int readEnd = ends.read(0);
        int writeEnd = ends.read(1);
        int size = LinuxCalls.fcntl(writeEnd, LinuxCalls.F_SETPIPE_SZ, SIZE);
        if (size < 0) {
            size = LinuxCalls.fcntl(writeEnd, LinuxCalls.F_GETPIPE_SZ, 0);
        }
        SystemPipe pipe = new SystemPipe(readEnd, writeEnd, size);
        if (size < SMALLEST) {
            pipe.close();
            return null;
        }
        return pipe;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public int held() {
        return held;
    }

    @Override
    public int fill(ScatteringByteChannel from, int most) throws IOException {
        int moved;
        try {
            moved = splice(LinuxCalls.descriptor(from), writeEnd, most);
        } catch (UnsupportedOperationException e) {
            refused = true; // nothing was read yet: the next read copies
            return 0;
        }
        int came = Math.max(0, moved);
        held += came;
        return came;
    }

    @Override
    public boolean isUsable() {
        return !refused;
    }

    @Override
    public int drain(WritableByteChannel to) throws IOException {
        int moved = Math.max(0, splice(readEnd, LinuxCalls.descriptor(to), held));
        held -= moved;
        return moved;
    }

    /**
     * Moves what can be moved.
     *
     * @return how many bytes moved, 0 at the end, -1 if nothing can move at present
     * @throws UnsupportedOperationException if this is no call that may be made here
     */
    private static int splice(int from, int to, int most) throws IOException {
        while (true) {
            long moved = LinuxCalls.splice(
                    from,
                    WordFactory.nullPointer(),
                    to,
                    WordFactory.nullPointer(),
                    WordFactory.unsigned(most),
                    LinuxCalls.SPLICE_F_MOVE | LinuxCalls.SPLICE_F_NONBLOCK);
            if (moved >= 0) {
                return (int) moved;
            }
            int error = LinuxCalls.errno().read();
            if (error == LinuxCalls.EAGAIN) {
                return -1;
            }
            if (error == LinuxCalls.EPERM || error == LinuxCalls.EINVAL || error == LinuxCalls.ENOSYS) {
                throw new UnsupportedOperationException("splice fails with error " + error);
            }
            if (error != LinuxCalls.EINTR) {
                throw LinuxCalls.failure("splice", error);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LinuxCalls.close(readEnd);
            LinuxCalls.close(writeEnd);
        }
    }
}
