package dev.towpath.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where downloaded bytes go. Every method may block. */
public interface Target extends AutoCloseable {

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes) throws IOException;

    /** All has come: shows the result under its final name. */
    void commit() throws IOException;

    /** Ends the use of it; what was not committed stays as it is. */
    @Override
    void close() throws IOException;
}
