package dev.towpath.kernel;

import java.io.IOException;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.nativeimage.c.type.CIntPointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/**
 * Calls of the C library that Java has none for, or none that is as short, linked into the native executable. None of them blocks, so none leaves Java
 * for the garbage collector; {@link #errno()} is that of the call just before.
 */
final class LinuxCalls {

    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int F_SETPIPE_SZ = 1031;
    static final int F_GETPIPE_SZ = 1032;
    static final int SPLICE_F_MOVE = 1;
    static final int SPLICE_F_NONBLOCK = 2;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int SCHED_OTHER = 0;
    static final int SCHED_BATCH = 3;
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EINVAL = 22;
    static final int EPIPE = 32;
    static final int ENOSYS = 38;
    static final int ECONNRESET = 104;

    private LinuxCalls() {}

    @CFunction(value = "pipe2", transition = Transition.NO_TRANSITION)
    static native int pipe2(CIntPointer ends, int flags);

    @CFunction(value = "fcntl", transition = Transition.NO_TRANSITION)
    static native int fcntl(int descriptor, int command, int value);

    @CFunction(value = "splice", transition = Transition.NO_TRANSITION)
    static native long splice(
            int from, PointerBase fromOffset, int to, PointerBase toOffset, UnsignedWord bytes, int flags);

    @CFunction(value = "send", transition = Transition.NO_TRANSITION)
    static native long send(int socket, PointerBase from, UnsignedWord bytes, int flags);

    @CFunction(value = "recv", transition = Transition.NO_TRANSITION)
    static native long recv(int socket, PointerBase to, UnsignedWord bytes, int flags);

    @CFunction(value = "close", transition = Transition.NO_TRANSITION)
    static native int close(int descriptor);

    @CFunction(value = "sched_getscheduler", transition = Transition.NO_TRANSITION)
    private static native int schedGetScheduler(int thread);

    @CFunction(value = "sched_setscheduler", transition = Transition.NO_TRANSITION)
    private static native int schedSetScheduler(int thread, int policy, CIntPointer parameter);

    @CFunction(value = "__errno_location", transition = Transition.NO_TRANSITION)
    static native CIntPointer errno();

    /** The scheduling policy of a thread; negative if the system does not tell. */
    static int policy(int thread) {
        return schedGetScheduler(thread);
    }

    /** Asks for another policy, one without priorities, for a thread. If the system does not allow it, all is as it was. */
    static void setPolicy(int thread, int policy) {
        CIntPointer parameter = StackValue.get(CIntPointer.class);
        parameter.write(0);
        schedSetScheduler(thread, policy, parameter);
    }

    /** The descriptor of a socket of Java's. */
    static int descriptor(Object socket) {
        return ((SocketDescriptor) socket).getFDVal();
    }

    /** What Java would say of an error. */
    static IOException failure(String call, int error) {
        if (error == ECONNRESET) {
            return new IOException("Connection reset by peer");
        }
        if (error == EPIPE) {
            return new IOException("Broken pipe");
        }
        return new IOException(call + " failed with error " + error);
    }
}
