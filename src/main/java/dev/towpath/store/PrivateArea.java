package dev.towpath.store;

import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The store's own folder in the root, by an open handle, where files and directories are made before one rename shows them. Nobody but
 * the store's user may enter it, and no peer can name it.
 */
final class PrivateArea implements AutoCloseable {

    static final String NAME = RemotePath.RESERVED_PREFIX + "uploads";

    /** What is dropped if it was left behind: files without an id, directories on their way in. */
    static final String TEMPORARY = "tmp-";

    private static final Path FOLDER = Path.of(NAME);

    private final Path root;
    private final SecureDirectoryStream<Path> folder;

    private PrivateArea(Path root, SecureDirectoryStream<Path> folder) {
        this.root = root;
        this.folder = folder;
    }

    /** Opens it; makes it first if it is not there. */
    static PrivateArea of(Path root) throws IOException {
        PrivateArea there = existing(root);
        if (there != null) {
            return there;
        }
        try {
            Files.createDirectory(
                    root.resolve(FOLDER),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // another thread was faster, or it is no folder, which shows below
        }
        PrivateArea made = existing(root);
        if (made == null) {
            throw new IOException(NAME + " did not stay where it was made");
        }
        return made;
    }

    /** Opens it; null if it is not there. */
    static @Nullable PrivateArea existing(Path root) throws IOException {
        try (SecureDirectoryStream<Path> handle = Walk.open(root)) {
            return new PrivateArea(root, handle.newDirectoryStream(FOLDER, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if (FileFaults.reason(e) == StoreException.Reason.NOT_FOUND) {
                throw new IOException(NAME + " is no folder", e); // the peer's path is not what is missing
            }
            throw e;
        }
    }

    SecureDirectoryStream<Path> folder() {
        return folder;
    }

    /** What stands under a name in it; null if nothing does. */
    @Nullable
    BasicFileAttributes look(Path name) throws IOException {
        try {
            return Walk.attributesOf(folder, name);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** A name that nothing has. */
    static Path freshName() {
        return Path.of(TEMPORARY + freshDigits());
    }

    static String freshDigits() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /**
     * Makes a directory in it. That goes by path alone, so the handle must find it afterwards.
     *
     * @return its name
     */
    Path makeDirectory() throws IOException {
        Path name = freshName();
        Path path = root.resolve(FOLDER).resolve(name);
        Files.createDirectory(path);
        BasicFileAttributes arrived = look(name);
        if (arrived == null || !arrived.isDirectory()) {
            Files.deleteIfExists(path); // it went where the path led to at that moment
            throw new IOException(NAME + " was exchanged while a directory was made in it");
        }
        return name;
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
