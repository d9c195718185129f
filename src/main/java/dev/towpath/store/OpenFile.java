package dev.towpath.store;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A regular file, open for reading.
 *
 * @param channel closed by whoever holds this value
 * @param facts as they were when the file was opened; of exactly this file
 */
public record OpenFile(FileChannel channel, FileFacts facts) implements AutoCloseable {

    /** In bytes, as it was when the file was opened. */
    public long size() {
        return facts.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
