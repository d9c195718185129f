package dev.towpath.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** The process's standard output as a channel: never closed, since it belongs to the process, and each failure is told. */
final class StandardOutput implements WritableByteChannel {

    /** Opened at the first write: an instance may be made when a native executable is built. */
    private @Nullable FileChannel channel;

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        try {
            return opened().write(bytes);
        } catch (IOException e) {
            throw String.valueOf(e.getMessage()).contains("Broken pipe") ? new ClosedOutputException(e) : e;
        }
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // the stream outlives its use
    }

    private synchronized FileChannel opened() {
        FileChannel open = channel;
        if (open == null) {
            open = new FileOutputStream(FileDescriptor.out).getChannel();
            channel = open;
        }
        return open;
    }
}
