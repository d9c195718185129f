package dev.towpath.store;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A regular file, open for reading.
 *
 * @param channel closed by whoever holds this value
 * @param size in bytes, as it was when the file was opened
 */
public record OpenFile(FileChannel channel, long size) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
