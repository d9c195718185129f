package dev.towpath.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A stream, a device or a pipe: bytes are written as they come, and there is no name to protect. */
final class OpenTarget implements Target {

    private final WritableByteChannel channel;
    private final boolean closes;

    /** @param closes false if the channel outlives this use, as standard output does */
    OpenTarget(WritableByteChannel channel, boolean closes) {
        this.channel = channel;
        this.closes = closes;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void commit() {}

    @Override
    public void close() throws IOException {
        if (closes) {
            channel.close();
        }
    }
}
