package dev.towpath.store;

import dev.towpath.digest.Sha256;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one upload so far: a file in the private area, open, and locked against other processes. Closing it keeps the file.
 *
 * <p>The digest runs along while bytes are written. What was there before has no witness, so it is read from the disk at the end.
 */
final class Part implements AutoCloseable {

    private static final int TRIES = 5;
    private static final int BLOCK = 256 * 1024;

    private static final Set<OpenOption> NEW = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> EXISTING =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final PrivateArea area;
    private final Path name;
    private final FileChannel channel;
    private @Nullable MessageDigest digest;
    private long length;

    private Part(PrivateArea area, Path name, FileChannel channel) throws IOException {
        this.area = area;
        this.name = name;
        this.channel = channel;
        this.length = channel.size();
        this.digest = length == 0 ? Sha256.begin() : null;
        channel.position(length);
    }

    /**
     * Opens the file of that name, or makes it. The area is closed with the part, and where this fails.
     *
     * @param size what it is to become; what is longer is started anew
     * @throws StoreException {@code BUSY} if another process has it
     */
    static Part open(PrivateArea area, Path name, long size) throws IOException {
        try {
            FileChannel channel = open(area, name);
            try {
                if (size != NewFile.UNKNOWN && channel.size() > size) {
                    channel.truncate(0);
                }
                return new Part(area, name, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            area.close();
            throw e;
        }
    }

    /** Opens a file that is there and not in use by anybody; null if it is in use, or gone, or no file. */
    static @Nullable FileChannel openUnused(PrivateArea area, Path name) throws IOException {
        try {
            BasicFileAttributes before = area.look(name);
            return before == null || !before.isRegularFile() ? null : openLocked(area, name, EXISTING, before);
        } catch (NoSuchFileException e) {
            return null;
        } catch (StoreException e) {
            return null; // busy
        }
    }

    /** How many bytes it has. */
    long length() {
        return length;
    }

    SecureDirectoryStream<Path> folder() {
        return area.folder();
    }

    Path name() {
        return name;
    }

    FileChannel channel() {
        return channel;
    }

    void append(ByteBuffer bytes) throws IOException {
        if (digest != null) {
            digest.update(bytes.duplicate());
        }
        while (bytes.hasRemaining()) {
            length += channel.write(bytes);
        }
    }

    /** The digest of all of it. */
    String sha256() throws IOException {
        MessageDigest written = digest;
        if (written != null) {
            digest = null; // it can tell once
            return Sha256.hex(written.digest());
        }
        MessageDigest whole = Sha256.begin();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long at = 0;
        for (int n = channel.read(block, at); n >= 0; n = channel.read(block, at)) {
            at += n;
            whole.update(block.flip());
            block.clear();
        }
        if (at != length) {
            throw new StoreException(Reason.CHANGED, name + " has " + at + " bytes instead of " + length);
        }
        return Sha256.hex(whole.digest());
    }

    /** Removes the file; to be closed all the same. */
    void delete() throws IOException {
        try {
            area.folder().deleteFile(name);
        } catch (NoSuchFileException e) {
            // what is gone need not be removed
        }
    }

    /** Ends every use of the channel, also one that another thread is in the middle of. */
    void closeChannel() throws IOException {
        channel.close();
    }

    @Override
    public void close() throws IOException {
        try (area) {
            channel.close();
        }
    }

    private static FileChannel open(PrivateArea area, Path name) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            BasicFileAttributes before = area.look(name);
            if (before != null && !before.isRegularFile()) {
                throw new IOException(name + " in the private area is no file");
            }
            try {
                FileChannel channel = openLocked(area, name, before == null ? NEW : EXISTING, before);
                if (channel != null) {
                    return channel;
                }
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // another process swept it or made it
            }
        }
        throw new StoreException(Reason.BUSY, name + " is removed and made all the time");
    }

    /** Null if the name belongs to another file by now: whoever had the lock before has removed this one. */
    private static @Nullable FileChannel openLocked(
            PrivateArea area, Path name, Set<OpenOption> options, @Nullable BasicFileAttributes before)
            throws IOException {
        FileChannel channel = (FileChannel) area.folder().newByteChannel(name, options);
        try {
            lock(channel, name);
            BasicFileAttributes after = area.look(name);
            if (after != null && (before == null || after.fileKey().equals(before.fileKey()))) {
                return channel;
            }
            channel.close();
            return null;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @SuppressWarnings("ResultOfMethodCallIgnored") // the lock ends with the channel
    private static void lock(FileChannel channel, Path name) {
        boolean ours;
        try {
            ours = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            ours = false; // another store on this root, in this process
        } catch (IOException e) {
            ours = true; // a file system without locks
        }
        if (!ours) {
            throw new StoreException(Reason.BUSY, name + " is in use elsewhere");
        }
    }
}
