package dev.towpath.store;

import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Files of the local file system under one folder.
 *
 * <p>The root is a wall: every path is walked from it by {@link Walk}, which nothing outside can redirect. Only regular files
 * are opened; the type is checked first, since opening a FIFO would wait for ever.
 */
public final class LocalStore implements FileStore {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;

    /**
     * @param root an existing folder; its own path may hold links, and is resolved anew for every request
     * @throws StoreException if it is no folder, or the platform can't open it by a handle
     */
    public LocalStore(Path root) {
        this.root = root.toAbsolutePath();
        if (!Files.isDirectory(root)) {
            throw new StoreException(StoreException.Reason.NOT_FOUND, root + " is not a folder");
        }
        try (Walk walk = new Walk(this.root)) {
            walk.folder();
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    @Override
    public OpenFile open(RemotePath path) {
        try (Walk walk = new Walk(root)) {
            Walk.Entry entry = walk.to(path);
            if (!entry.attributes().isRegularFile()) {
                throw new StoreException(StoreException.Reason.NOT_FOUND, path + " is not a regular file");
            }
            return openForReading(entry);
        } catch (InvalidPathException e) {
            throw new StoreException(StoreException.Reason.NOT_FOUND, e);
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }

    @Override
    public FileFacts facts(RemotePath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void makeDirectory(RemotePath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(RemotePath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void move(RemotePath from, RemotePath to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Upload upload(NewFile file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<DirectoryEntry> list(RemotePath directory) {
        return list().stream()
                .map(name -> new DirectoryEntry(false, 0, 0, name))
                .toList();
    }

    private List<String> list() {
        List<String> names = new ArrayList<>();
        try (Walk walk = new Walk(root)) {
            for (Path entry : walk.folder()) {
                Path name = entry.getFileName();
                if (canBeAskedFor(name) && isRegularFile(walk, name)) {
                    names.add(name.toString());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new StoreException(StoreException.Reason.BROKEN, e);
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
        names.sort(RemotePath.BYTE_ORDER);
        return names;
    }

    private static OpenFile openForReading(Walk.Entry entry) throws IOException {
        SeekableByteChannel channel = entry.folder().newByteChannel(entry.name(), READ);
        try {
            return new OpenFile((FileChannel) channel, new FileFacts(false, channel.size(), 0, "-", false));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** False for names that are the node's own, that a line can't carry, or whose bytes are not what their text says. */
    private static boolean canBeAskedFor(Path name) {
        String text = name.toString();
        if (text.startsWith(RemotePath.RESERVED_PREFIX) || !RemotePath.isListable(text)) {
            return false;
        }
        return text.indexOf('\ufffd') < 0 || sameBytes(name, text);
    }

    private static boolean sameBytes(Path name, String text) {
        try {
            return Path.of(text).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private boolean isRegularFile(Walk walk, Path name) throws IOException {
        try {
            BasicFileAttributes attributes = walk.attributes(name);
            if (attributes.isSymbolicLink()) {
                try (Walk behind = new Walk(root)) {
                    attributes = behind.to(RemotePath.of(name.toString())).attributes();
                }
            }
            return attributes.isRegularFile();
        } catch (InvalidPathException e) {
            return false;
        } catch (IOException e) {
            StoreException.Reason reason = FileFaults.of(e).reason();
            if (reason == StoreException.Reason.NOT_FOUND || reason == StoreException.Reason.NOT_ALLOWED) {
                return false; // gone in the meantime, or a link to nothing
            }
            throw e; // a listing with holes would look whole
        }
    }
}
