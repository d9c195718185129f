package dev.towpath.client;

import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Where a download goes. */
public sealed interface Destination {

    /** A file: written as {@code NAME.part}, and renamed when it is whole; a device or a pipe of that name is written as it is. */
    record LocalFile(Path path) implements Destination {}

    /** A stream such as standard output, which is left open. */
    record Stream(WritableByteChannel channel) implements Destination {}
}
