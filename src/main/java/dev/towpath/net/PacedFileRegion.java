package dev.towpath.net;

import dev.towpath.kernel.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A part of a file for sendfile(2), handed to the kernel in pieces, so that one fast reader does not hold the event loop for
 * the whole of a large file. It closes the channel when it is released.
 */
final class PacedFileRegion extends Region {

    private static final long PIECE = 1024 * 1024;

    private final FileChannel file;
    private final long position;

    PacedFileRegion(FileChannel file, long position, long count) {
        super(count);
        this.file = file;
        this.position = position;
    }

    @Override
    protected long move(WritableByteChannel target, long from) throws IOException {
        long left = count() - from;
        if (left <= 0) {
            return 0;
        }
        long moved = file.transferTo(position + from, Math.min(left, PIECE), target);
        if (moved <= 0 && file.size() < position + count()) {
            // without this the write would be tried again for ever: a file that has shrunk gives no bytes and no error
            throw new FileShrankException();
        }
        return moved;
    }

    @Override
    protected void deallocate() {
        try {
            file.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
