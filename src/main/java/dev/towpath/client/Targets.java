package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Chooses where a download goes from what the user named. */
public final class Targets {

    private Targets() {}

    /** A channel that is written to and left open, such as standard output. */
    public static Target stream(WritableByteChannel channel) {
        return new OpenTarget(channel, false);
    }

    /**
     * The file a download is to be saved as.
     *
     * @param name the remote file's last component, used where {@code destination} is a folder
     * @param destination a file or a folder; a text that ends in {@code /} is a folder
     * @throws ClientException if this system can't express the name
     */
    public static Path resolve(String destination, String name) {
        try {
            Path path = Path.of(destination);
            return destination.endsWith("/") || Files.isDirectory(path) ? path.resolve(name) : path;
        } catch (InvalidPathException e) {
            throw new ClientException(
                    Kind.BAD_LOCAL_NAME,
                    "this locale cannot express the local file name; set LC_ALL=C.UTF-8 or name another file",
                    e);
        }
    }

    /** Opens a file to be written; what exists and is neither file nor folder, a device say, is written as it is. */
    public static Target open(Path file) throws IOException {
        Target target = openKept(file);
        if (target instanceof PartFile part) {
            try {
                part.continueAt(0);
            } catch (IOException | RuntimeException e) {
                part.close();
                throw e;
            }
        }
        return target;
    }

    /** The same, but a part file keeps what it holds. */
    static Target openKept(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ClientException(Kind.OTHER, file + " is a folder");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return new OpenTarget(FileChannel.open(file, StandardOpenOption.WRITE), true);
        }
        return PartFile.open(file);
    }
}
