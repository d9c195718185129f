package dev.towpath.kernel;

import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;

/** Holds bytes between a channel they come from and one they go to. Neither call blocks. For one thread at a time. */
public interface Pipe {

    /** The most bytes that one filling can bring. */
    int capacity();

    /** How many bytes are in it. */
    int held();

    /**
     * Reads from a channel into the pipe.
     *
     * @return how many bytes came; 0 if there are none at present, or no more, or an urgent one comes first: only a read into memory
     *     tells these apart
     */
    int fill(ScatteringByteChannel from, int most) throws IOException;

    /**
     * Writes what is held to a channel, as far as that takes it.
     *
     * @return how many bytes went, possibly 0
     */
    int drain(WritableByteChannel to) throws IOException;

    /** False once it has turned out that the system does not do this. */
    default boolean isUsable() {
        return true;
    }

    /** Gives it up with what is in it. */
    void close();
}
