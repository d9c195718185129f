package dev.towpath.store;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of the local file system under one folder.
 *
 * <p>The root is a wall: every path is walked from it by {@link Walk}, which nothing outside can redirect. What is new is made in the
 * {@link PrivateArea} and shown by one rename. Two changes of one name in this process wait for each other; against other processes the
 * check before a rename is best effort.
 */
public final class LocalStore implements FileStore {

    private final Path root;
    private final Uploads uploads;
    private final Changes changes;

    /** A store with {@link PartLimits#DEFAULT}. */
    public LocalStore(Path root) {
        this(root, PartLimits.DEFAULT);
    }

    /**
     * Makes a store of a folder. The folder is not written to before something is to be stored.
     *
     * @param root an existing folder; its own path may hold links, and is resolved anew for every request
     * @throws StoreException if it is no folder, or the platform can't open it by a handle
     */
    public LocalStore(Path root, PartLimits limits) {
        this.root = root.toAbsolutePath();
        NameLocks locks = new NameLocks();
        this.uploads = new Uploads(this.root, locks, limits);
        this.changes = new Changes(this.root, locks);
        if (!Files.isDirectory(root)) {
            throw new StoreException(Reason.NOT_FOUND, root + " is not a folder");
        }
        try (Walk walk = new Walk(this.root)) {
            walk.folder();
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    @Override
    public OpenFile open(RemotePath path) {
        return at(path, entry -> new Opening(entry).open());
    }

    @Override
    public FileFacts facts(RemotePath path) {
        return at(path, entry -> new Opening(entry).facts());
    }

    @Override
    public List<DirectoryEntry> list(RemotePath directory) {
        try (Walk walk = new Walk(root)) {
            walk.into(directory);
            return new DirectoryListing(root, walk, directory).read();
        } catch (InvalidPathException e) {
            throw new StoreException(Reason.DIRECTORY_NOT_FOUND, e);
        } catch (IOException e) {
            throw FileFaults.ofFolder(e);
        }
    }

    @Override
    public void makeDirectory(RemotePath path) {
        try {
            changes.makeDirectory(path);
        } catch (IOException e) {
            throw FileFaults.ofTarget(e);
        }
    }

    @Override
    public void remove(RemotePath path) {
        try {
            changes.remove(path);
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    @Override
    public void move(RemotePath from, RemotePath to) {
        try {
            changes.move(from, to);
        } catch (IOException e) {
            throw FileFaults.ofTarget(e);
        }
    }

    @Override
    public Upload upload(NewFile file) {
        try {
            return uploads.begin(file);
        } catch (IOException e) {
            throw FileFaults.ofTarget(e);
        }
    }

    /** Removes what broken uploads have left and is too old or too much. To be called now and then; cheap where nothing was uploaded. */
    public void sweep() {
        try {
            uploads.sweep();
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    /** What is done with what a path stands for. */
    private interface Deed<T> {
        T with(Walk.Entry entry) throws IOException;
    }

    private <T> T at(RemotePath path, Deed<T> deed) {
        try (Walk walk = new Walk(root)) {
            return deed.with(walk.to(path));
        } catch (InvalidPathException e) {
            throw new StoreException(Reason.NOT_FOUND, e);
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }
}
