package dev.towpath.store;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import dev.towpath.store.Look.Kind;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Makes, removes and renames entries of directories. */
final class Changes {

    /** How often something may turn from a file into a directory or back while it is being removed. */
    private static final int TRIES = 5;

    private final Path root;
    private final NameLocks locks;

    Changes(Path root, NameLocks locks) {
        this.root = root;
        this.locks = locks;
    }

    void makeDirectory(RemotePath path) throws IOException {
        try (Place place = Place.of(root, path)) {
            locks.holding(place.key(), () -> make(place));
        }
    }

    private void make(Place place) throws IOException {
        requireFree(place);
        try (PrivateArea area = PrivateArea.of(root)) {
            moveIn(area, area.makeDirectory(), place);
        }
    }

    private static void moveIn(PrivateArea area, Path made, Place place) throws IOException {
        try {
            place.show(area.folder(), made);
        } catch (IOException | StoreException e) {
            area.folder().deleteDirectory(made);
            if (e instanceof AtomicMoveNotSupportedException) {
                throw new StoreException(Reason.NOT_ALLOWED, e);
            }
            throw e;
        }
    }

    void remove(RemotePath path) throws IOException {
        try (Walk walk = new Walk(root)) {
            Walk.Entry entry = source(walk, path);
            locks.holding(new NameLocks.Key(walk.key(), entry.name().toString()), () -> remove(entry));
        }
    }

    private static void remove(Walk.Entry entry) throws IOException {
        for (int i = 1; ; i++) {
            boolean directory = entry.look().isDirectory();
            try {
                if (directory) {
                    entry.folder().deleteDirectory(entry.name());
                } else {
                    entry.folder().deleteFile(entry.name());
                }
                return;
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                throw e;
            } catch (FileSystemException e) {
                if (i == TRIES || entry.look().isDirectory() == directory) {
                    throw e;
                }
            }
        }
    }

    void move(RemotePath from, RemotePath to) throws IOException {
        try (Walk walk = new Walk(root)) {
            Walk.Entry source = source(walk, from);
            NameLocks.Key key = new NameLocks.Key(walk.key(), source.name().toString());
            try (Place place = into(to, source.name().toString())) {
                locks.holding(key, place.key(), () -> {
                    requireFree(place);
                    place.take(source.folder(), source.name());
                });
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw new StoreException(Reason.NOT_ALLOWED, e);
        }
    }

    /** The place itself, or the one of that name in it if it is a directory. */
    private Place into(RemotePath to, String name) throws IOException {
        if (!isDirectory(to)) {
            return Place.of(root, to);
        }
        try {
            return Place.of(root, RemotePath.of(to.isRoot() ? name : to + "/" + name));
        } catch (BadNameException e) {
            throw new StoreException(Reason.NOT_ALLOWED, e); // too long: nobody could ask for it
        }
    }

    private boolean isDirectory(RemotePath to) throws IOException {
        if (to.isRoot()) {
            return true;
        }
        try (Place place = Place.of(root, to)) {
            Walk.Entry there = place.look();
            return there != null && there.attributes().isDirectory();
        }
    }

    private static void requireFree(Place place) throws IOException {
        if (place.look() != null) {
            throw new StoreException(Reason.EXISTS, place.name() + " exists");
        }
    }

    /** What is to be removed or renamed: a link itself, but only if it leads to what a peer may know of. */
    private Walk.Entry source(Walk walk, RemotePath path) throws IOException {
        if (path.isRoot()) {
            throw new StoreException(Reason.NOT_ALLOWED, "the root stays");
        }
        if (path.isReserved()) {
            throw new StoreException(Reason.NOT_FOUND, path + " is reserved");
        }
        try {
            walk.into(Place.parent(path));
            Path name = Path.of(path.fileName());
            BasicFileAttributes attributes = walk.attributes(name);
            Kind kind = Kind.of(attributes.isSymbolicLink() ? behindLink(path) : attributes);
            if (kind == Kind.OTHER) {
                throw new StoreException(Reason.NOT_FOUND, path + " is neither a file nor a directory");
            }
            return walk.entry(name, attributes);
        } catch (InvalidPathException e) {
            throw new StoreException(Reason.NOT_FOUND, e);
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    private BasicFileAttributes behindLink(RemotePath path) throws IOException {
        try (Walk behind = new Walk(root)) {
            return behind.to(path).attributes();
        }
    }
}
