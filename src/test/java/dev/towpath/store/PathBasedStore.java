package dev.towpath.store;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How a store must not be made: it checks a path, with all care, and then uses it by path. Each verb is right as long as nobody touches the
 * folders. The race of {@link WallRaceTest} must find it out, or that test shows nothing.
 */
final class PathBasedStore implements FileStore {

    private final Path root;
    private int uploads;

    PathBasedStore(Path root) throws IOException {
        this.root = root.toRealPath();
    }

    @Override
    public OpenFile open(RemotePath path) {
        return by(() -> {
            Path file = inside(path);
            if (!Files.isRegularFile(file)) {
                throw new StoreException(Reason.NOT_FOUND, "no regular file");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return new OpenFile(channel, new FileFacts(false, channel.size(), 0, "-", false));
        });
    }

    @Override
    public FileFacts facts(RemotePath path) {
        return by(() -> {
            Path file = inside(path);
            return new FileFacts(Files.isDirectory(file), Files.size(file), 0, "-", false);
        });
    }

    @Override
    public List<DirectoryEntry> list(RemotePath directory) {
        return by(() -> {
            try (Stream<Path> files = Files.list(inside(directory))) {
                List<DirectoryEntry> entries = new ArrayList<>();
                files.forEach(file -> entries.add(
                        new DirectoryEntry(false, 0, 0, file.getFileName().toString())));
                return entries;
            }
        });
    }

    @Override
    public void makeDirectory(RemotePath path) {
        by(() -> Files.createDirectory(insideNew(path)));
    }

    @Override
    public void remove(RemotePath path) {
        by(() -> {
            Files.delete(inside(path));
            return path;
        });
    }

    @Override
    public void move(RemotePath from, RemotePath to) {
        by(() -> {
            Path target = insideNew(to);
            return Files.move(inside(from), Files.isDirectory(target) ? target.resolve(from.fileName()) : target);
        });
    }

    @Override
    public Upload upload(NewFile file) {
        return by(() -> {
            insideNew(file);
            Path part = root.resolve(".towpath-part" + uploads++);
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new Upload() {
                @Override
                public long offset() {
                    return 0;
                }

                @Override
                public long size() {
                    return 0;
                }

                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    channel.write(bytes);
                }

                @Override
                public String commit() {
                    return by(() -> {
                        Path target = insideNew(file);
                        return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE)
                                .toString();
                    });
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                    Files.deleteIfExists(part);
                }
            };
        });
    }

    private Path inside(RemotePath path) throws IOException {
        Path file = root.resolve(path.text());
        if (!file.toRealPath().startsWith(root)) {
            throw new StoreException(Reason.NOT_FOUND, "outside");
        }
        return file;
    }

    private Path insideNew(NewFile file) throws IOException {
        return file.replace() ? inside(file.path()) : insideNew(file.path());
    }

    private Path insideNew(RemotePath path) throws IOException {
        inside(Place.parent(path));
        Path file = root.resolve(path.text());
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(inside(path))) {
            throw new StoreException(Reason.EXISTS, "exists");
        }
        return file;
    }

    private interface Deed<T> {
        T done() throws IOException;
    }

    private static <T> T by(Deed<T> deed) {
        try {
            return deed.done();
        } catch (IOException e) {
            throw FileFaults.of(e);
        }
    }
}
