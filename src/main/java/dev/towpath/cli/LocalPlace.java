package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.Targets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A folder on this side that names are written against. A process can't change its own, so the shell's lives here.
 *
 * @param folder the empty path is the process's own
 */
record LocalPlace(Path folder) {

    /** Where the process was started. */
    static final LocalPlace HERE = new LocalPlace(Path.of(""));

    /**
     * A file or folder as it was written.
     *
     * @throws ClientException if this system can't express the name
     */
    Path path(String written) {
        try {
            return folder.resolve(written);
        } catch (InvalidPathException e) {
            throw new ClientException(
                    Kind.BAD_LOCAL_NAME,
                    "this locale cannot express the local file name; set LC_ALL=C.UTF-8 or name another file",
                    e);
        }
    }

    /**
     * The file something is to be saved as.
     *
     * @param written a file or a folder; a text that ends in {@code /} is a folder, and so is an empty one
     * @param name what it is called where {@code written} is a folder
     */
    Path target(String written, String name) {
        String path = path(written).toString();
        return Targets.resolve(written.endsWith("/") ? path + '/' : path, name);
    }

    /**
     * Another folder, made into the place for what follows.
     *
     * @throws UsageException if it is none
     */
    LocalPlace enter(String written) {
        Path next = path(written).toAbsolutePath().normalize();
        if (!Files.isDirectory(next)) {
            throw new UsageException(Files.exists(next) ? "is no folder" : "no such folder");
        }
        return new LocalPlace(next);
    }

    /** The place in full. */
    @Override
    public String toString() {
        return folder.toAbsolutePath().normalize().toString();
    }
}
