package dev.towpath.store;

import dev.towpath.name.RemotePath;
import java.util.List;

/**
 * Files and directories by name, below a root that no name leads out of. Every method may block and is safe for many threads.
 *
 * <p>A link that stays below the root stands for what it leads to; one that leads outside, and every name that is the store's own
 * ({@link RemotePath#isReserved}), does not exist. All failures are {@link StoreException}.
 */
public interface FileStore {

    /**
     * Opens a regular file for reading.
     *
     * @throws StoreException {@code NOT_FOUND} if there is no such regular file
     */
    OpenFile open(RemotePath path);

    /**
     * Tells what stands under a path, which may be the root. Waits some hundredths of a second if it changed just now.
     *
     * @throws StoreException {@code NOT_FOUND} if that is neither a regular file nor a directory
     */
    FileFacts facts(RemotePath path);

    /**
     * Lists the regular files and directories in a directory that a peer can ask for, in the order of their names' bytes.
     *
     * @throws StoreException {@code DIRECTORY_NOT_FOUND}, {@code NOT_A_DIRECTORY}
     */
    List<DirectoryEntry> list(RemotePath directory);

    /**
     * Makes a directory.
     *
     * @throws StoreException {@code EXISTS}, also for a name that a link has which leads nowhere or outside; {@code NOT_FOUND} for a name of
     *     the store's own; {@code DIRECTORY_NOT_FOUND} or {@code NOT_A_DIRECTORY} for what is above it; {@code NOT_ALLOWED} for a name that
     *     the file system does not take
     */
    void makeDirectory(RemotePath path);

    /**
     * Removes a file, an empty directory, or a link but not what it leads to.
     *
     * @throws StoreException {@code NOT_FOUND}, {@code DIRECTORY_NOT_EMPTY}; {@code NOT_ALLOWED} for the root
     */
    void remove(RemotePath path);

    /**
     * Renames a file, a directory or a link; into {@code to} if that is a directory.
     *
     * @throws StoreException {@code NOT_FOUND}; {@code EXISTS} as for {@link #makeDirectory}; {@code DIRECTORY_NOT_FOUND} or {@code NOT_A_DIRECTORY} for what is
     *     above the target; {@code NOT_ALLOWED} for the root, a directory into itself, or another file system
     */
    void move(RemotePath from, RemotePath to);

    /**
     * Begins to store a file, or goes on with what is left of an upload of the same path, size and id. Cheap: what is there already is
     * not read.
     *
     * @throws StoreException {@code EXISTS} as for {@link #makeDirectory}, also for anything but a regular file that is to be replaced;
     *     {@code CHANGED} if it is not the file that was to be replaced; {@code DIRECTORY_NOT_FOUND} or {@code NOT_A_DIRECTORY} for what is
     *     above it; {@code NO_SPACE} if it can't fit, where what is here already is kept; {@code BUSY} if another process has the part
     */
    Upload upload(NewFile file);
}
