package dev.towpath.store;

import dev.towpath.name.RemotePath;
import dev.towpath.store.Look.Kind;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where an upload is to appear. The place is walked to anew each time, since uploads take long. */
final class UploadTarget {

    private static final String COPY = RemotePath.RESERVED_PREFIX + "copy-";

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path root;
    private final NameLocks locks;
    private final NewFile file;

    UploadTarget(Path root, NameLocks locks, NewFile file) {
        this.root = root;
        this.locks = locks;
        this.file = file;
    }

    /** Fails if the file could not appear there now. */
    void check() throws IOException {
        try (Place place = Place.of(root, file.path())) {
            check(place);
        }
    }

    /**
     * Shows a finished file by one rename.
     *
     * @throws AtomicMoveNotSupportedException if it stands on another file system: then a {@link #copy} helps
     */
    void show(SecureDirectoryStream<Path> from, Path name) throws IOException {
        try (Place place = Place.of(root, file.path())) {
            show(from, name, place);
            sync(place.folder());
        }
    }

    /** Copies a finished file into the folder where it is to appear, under a name of the store's own. */
    Copy copy(FileChannel content) throws IOException {
        Place place = Place.of(root, file.path());
        try {
            return new Copy(place, content);
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** A finished file beside the place where it is to appear. It is gone when this is closed, unless it was shown. */
    final class Copy implements AutoCloseable {

        private final Place place;
        private final Path name = Path.of(COPY + PrivateArea.freshDigits());
        private boolean shown;

        private Copy(Place place, FileChannel content) throws IOException {
            this.place = place;
            try (FileChannel copy = (FileChannel) place.folder().newByteChannel(name, NEW)) {
                long size = content.size();
                long at = 0;
                while (at < size) {
                    long n = content.transferTo(at, size - at, copy);
                    if (n <= 0) {
                        throw new IOException(file.path() + " shrank while it was copied");
                    }
                    at += n;
                }
                copy.force(true);
            } catch (IOException | RuntimeException e) {
                remove(e);
                throw e;
            }
        }

        void show() throws IOException {
            UploadTarget.this.show(place.folder(), name, place);
            shown = true;
            sync(place.folder());
        }

        @Override
        public void close() throws IOException {
            try (place) {
                if (!shown) {
                    place.folder().deleteFile(name);
                }
            }
        }

        private void remove(Exception cause) {
            try {
                place.folder().deleteFile(name);
            } catch (IOException e) {
                cause.addSuppressed(e); // it may not even have been made
            }
        }
    }

    private void show(SecureDirectoryStream<Path> from, Path name, Place place) throws IOException {
        locks.holding(place.key(), () -> {
            dress(from, name, check(place));
            place.show(from, name);
        });
    }

    /** What is to be replaced; null if the name is free. */
    private Walk.@Nullable Entry check(Place place) throws IOException {
        Walk.Entry there = place.look();
        if (there == null) {
            if (file.replacedTag() != null) {
                throw new StoreException(Reason.CHANGED, file.path() + " is gone");
            }
            return null;
        }
        Look look = Look.at(there);
        if (!file.replace() || look.kind() != Kind.FILE) {
            throw new StoreException(Reason.EXISTS, file.path() + " exists");
        }
        // the tag was given when it was firm, so an equal one needs no waiting
        if (file.replacedTag() != null && !file.replacedTag().equals(look.tag())) {
            throw new StoreException(Reason.CHANGED, file.path() + " is another one by now");
        }
        return there;
    }

    /** The time it is to carry, and the permissions of what it replaces. The latter last: they may forbid the former. */
    private void dress(SecureDirectoryStream<Path> from, Path name, Walk.@Nullable Entry replaced) throws IOException {
        if (file.modified() != null) {
            from.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setTimes(FileTime.fromMillis(file.modified()), null, null);
        }
        if (replaced != null) {
            posix(from, name)
                    .setPermissions(posix(replaced.folder(), replaced.name())
                            .readAttributes()
                            .permissions());
        }
    }

    private static PosixFileAttributeView posix(SecureDirectoryStream<Path> folder, Path name) {
        return folder.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes the rename last. */
    private static void sync(SecureDirectoryStream<Path> folder) {
        try (FileChannel handle = (FileChannel) folder.newByteChannel(Path.of("."), READ)) {
            handle.force(true);
        } catch (IOException e) {
            // some platforms refuse it; the file stands there all the same
        }
    }
}
