package dev.towpath.store;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Begins uploads: is the name free, is there room, what is here already. */
final class Uploads {

    private final Path root;
    private final NameLocks locks;
    private final Parts parts;

    Uploads(Path root, NameLocks locks, PartLimits limits) {
        this.root = root;
        this.locks = locks;
        this.parts = new Parts(root, locks, limits);
    }

    Upload begin(NewFile file) throws IOException {
        UploadTarget target = new UploadTarget(root, locks, file);
        target.check();
        requireRoom(file);
        LocalUpload upload = parts.take(file);
        try {
            target.check(); // an older upload of the same id may have ended well in this moment
            parts.sweepNowAndThen();
            return upload;
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    void sweep() throws IOException {
        parts.sweep();
    }

    /** What is known not to fit need not be sent. Quotas and other writers show later. */
    private void requireRoom(NewFile file) throws IOException {
        if (file.size() == NewFile.UNKNOWN) {
            return;
        }
        FileStore disk = Files.getFileStore(root);
        long missing = file.size() - parts.lengthOf(file);
        if (disk.getTotalSpace() > 0 && disk.getUsableSpace() < missing) { // some file systems don't tell
            throw new StoreException(Reason.NO_SPACE, file.path() + " needs " + missing + " bytes more than there are");
        }
    }
}
