package dev.towpath.store;

import dev.towpath.name.RemotePath;
import java.util.List;

/** Regular files by name, below a root that no name leads out of. Every method may block and is safe for many threads. */
public interface FileStore {

    /**
     * Opens a regular file for reading.
     *
     * @throws StoreException if there is no such regular file, or it can't be read
     */
    OpenFile open(RemotePath path);

    /**
     * Names the regular files of the root that a peer can ask for, in the order of their bytes.
     *
     * @throws StoreException if the root can't be read
     */
    List<String> list();
}
