package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import java.io.File;
import java.nio.file.Path;

/**
 * A file of a node as a listing told of it, and where it is to go.
 *
 * @param size in bytes; {@link RemoteEntry#UNKNOWN} if the listing does not say
 * @param modified in milliseconds since 1970; {@link RemoteEntry#UNKNOWN} if the listing does not say
 */
public record ListedFile(RemotePath path, Path to, long size, long modified) {

    /**
     * Makes sure that nothing but a regular file is replaced: a device or a pipe here was not meant by somebody who fetches a tree, and
     * a link could lead to one anywhere. May block.
     */
    void refuseOccupied() {
        File there = to.toFile();
        if (there.exists() && !there.isFile()) {
            throw new ClientException(
                    Kind.OTHER, Printable.escape(to.toString()) + " is in the way and is no regular file");
        }
    }
}
