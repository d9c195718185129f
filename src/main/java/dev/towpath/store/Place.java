package dev.towpath.store;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A name in an open folder at which something is to appear, and what stands there now. Of use until its walk is closed. */
final class Place implements AutoCloseable {

    private static final Set<String> OCCUPIED =
            Set.of("Is a directory", "Not a directory", "Directory not empty", "File exists");

    private final Walk walk;
    private final Path name;
    private final NameLocks.Key key;

    private Place(Walk walk, Path name) throws IOException {
        this.walk = walk;
        this.name = name;
        this.key = new NameLocks.Key(walk.key(), name.toString());
    }

    /**
     * Walks to the place that a path stands for. A link in it is followed if it leads inside; one that does not has the name all the same.
     *
     * @throws StoreException {@code DIRECTORY_NOT_FOUND} or {@code NOT_A_DIRECTORY} for what is above it; {@code EXISTS} for such a link,
     *     and for the root; {@code NOT_FOUND} for a reserved name; {@code NOT_ALLOWED} for one that the file system does not take
     */
    static Place of(Path root, RemotePath path) throws IOException {
        if (path.isReserved()) {
            throw new StoreException(Reason.NOT_FOUND, path + " is reserved");
        }
        if (path.isRoot()) {
            throw new StoreException(Reason.EXISTS, "the root exists");
        }
        Walk walk = new Walk(root);
        try {
            return of(walk, path);
        } catch (InvalidPathException e) {
            walk.close();
            throw new StoreException(Reason.NOT_ALLOWED, e);
        } catch (IOException | RuntimeException e) {
            walk.close();
            throw e;
        }
    }

    private static Place of(Walk walk, RemotePath path) throws IOException {
        Path name = Path.of(path.fileName());
        try {
            walk.into(parent(path));
        } catch (IOException e) {
            throw FileFaults.ofFolder(e);
        }
        BasicFileAttributes there;
        try {
            there = walk.attributes(name);
        } catch (NoSuchFileException e) {
            return new Place(walk, name);
        } catch (IOException e) {
            throw FileFaults.ofTarget(e);
        }
        if (!there.isSymbolicLink()) {
            return new Place(walk, name);
        }
        try {
            Walk.Entry behind = walk.on(name);
            return new Place(walk, behind.name());
        } catch (IOException e) {
            Reason reason = FileFaults.reason(e);
            throw new StoreException(reason == Reason.NOT_FOUND ? Reason.EXISTS : reason, e);
        }
    }

    static RemotePath parent(RemotePath path) {
        int slash = path.text().lastIndexOf('/');
        return slash < 0 ? RemotePath.ROOT : RemotePath.ofFolder(path.text().substring(0, slash));
    }

    SecureDirectoryStream<Path> folder() {
        return walk.folder();
    }

    Path name() {
        return name;
    }

    NameLocks.Key key() {
        return key;
    }

    /** What stands there now; null if nothing does. */
    Walk.@Nullable Entry look() throws IOException {
        try {
            return walk.entry(name, walk.attributes(name));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Gives the name to what is in the store's own hands.
     *
     * @throws AtomicMoveNotSupportedException if it is on another file system
     */
    void show(SecureDirectoryStream<Path> from, Path source) throws IOException {
        try {
            take(from, source);
        } catch (NoSuchFileException e) {
            throw FileFaults.ofFolder(e); // the folder was removed
        }
    }

    /** Renames into this place; what stands there, if it may be overwritten, is gone. */
    void take(SecureDirectoryStream<Path> from, Path source) throws IOException {
        try {
            from.move(source, walk.folder(), name);
        } catch (NoSuchFileException | AccessDeniedException | AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileSystemException e) {
            String why = String.valueOf(e.getReason());
            if (why.equals("Invalid argument")) {
                throw new StoreException(Reason.NOT_ALLOWED, e); // a directory into itself
            }
            if (OCCUPIED.contains(why)) {
                throw new StoreException(Reason.EXISTS, e); // another process made it just now
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        walk.close();
    }
}
