package dev.towpath.testing;

import dev.towpath.name.RemotePath;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileFacts;
import dev.towpath.store.FileStore;
import dev.towpath.store.NewFile;
import dev.towpath.store.OpenFile;
import dev.towpath.store.StoreException;
import dev.towpath.store.Upload;
import java.util.List;

/** A store in which there is nothing, for tests that need to say what one method does. */
public class FakeStore implements FileStore {

    /** The facts of a file of that size. */
    public static FileFacts facts(long size) {
        return new FileFacts(false, size, 0, "t", true);
    }

    @Override
    public OpenFile open(RemotePath path) {
        throw none(path);
    }

    @Override
    public FileFacts facts(RemotePath path) {
        throw none(path);
    }

    @Override
    public List<DirectoryEntry> list(RemotePath directory) {
        return List.of();
    }

    @Override
    public void makeDirectory(RemotePath path) {
        throw none(path);
    }

    @Override
    public void remove(RemotePath path) {
        throw none(path);
    }

    @Override
    public void move(RemotePath from, RemotePath to) {
        throw none(from);
    }

    @Override
    public Upload upload(NewFile file) {
        throw none(file.path());
    }

    private static StoreException none(RemotePath path) {
        return new StoreException(StoreException.Reason.NOT_FOUND, path.text());
    }
}
