package dev.towpath.client;

import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** What an upload is made of. */
public sealed interface Source {

    /** A regular file. */
    record LocalFile(Path path) implements Source {}

    /** A stream such as standard input, read to its end. */
    record Stream(ReadableByteChannel channel) implements Source {}
}
