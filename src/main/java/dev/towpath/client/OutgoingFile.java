package dev.towpath.client;

import dev.towpath.name.RemotePath;
import java.nio.file.Path;

/**
 * A local file that is to be stored.
 *
 * @param name what it is called when it is told of
 * @param size in bytes when it was found
 */
public record OutgoingFile(String name, Path from, RemotePath to, long size) implements TreeRun.File {

    @Override
    public String path() {
        return name;
    }
}
