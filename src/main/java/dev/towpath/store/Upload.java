package dev.towpath.store;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file on its way into the store, hidden until it is whole. Used by one thread at a time, and closed by whoever began it. If another
 * upload of the same id takes over, every later call but {@code close} fails with {@code CHANGED}.
 */
public interface Upload extends AutoCloseable {

    /** How many bytes of it are here already. */
    long offset();

    /** How many bytes there are now, those from before and those taken since. */
    long size();

    /**
     * Takes the next bytes, all that remain in the buffer.
     *
     * @throws StoreException {@code NO_SPACE}, after which nothing is kept; {@code INCOMPLETE} for more bytes than were announced
     */
    void write(ByteBuffer bytes) throws IOException;

    /**
     * All has come: makes it last, proves it, shows it under its name by one rename. May take as long as it takes to read the file.
     *
     * @return the SHA-256 of the file, 64 hexadecimal digits
     * @throws StoreException {@code INCOMPLETE} if bytes are missing; {@code CHECKSUM_MISMATCH}, {@code EXISTS}, {@code CHANGED} or
     *     {@code NO_SPACE}, after which nothing is kept; {@code DIRECTORY_NOT_FOUND} if its directory is gone by now
     */
    String commit() throws IOException;

    /** Ends the use of it. What was not committed is kept if it has an id, else dropped. */
    @Override
    void close() throws IOException;
}
