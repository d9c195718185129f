package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written as {@code NAME.part} and renamed when it is whole, so that nothing incomplete ever stands under its
 * final name. The part is opened without following links and locked against a second download of the same name.
 */
final class PartFile implements Target {

    private static final String SUFFIX = ".part";
    private static final int PIECE = 256 * 1024;

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private boolean committed;

    private PartFile(Path file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
    }

    /** Opens the part with what it holds already, and makes the folders above it. */
    static PartFile open(Path file) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + SUFFIX);
        while (true) {
            Object before = null;
            FileChannel channel;
            try {
                channel = channel(part, StandardOpenOption.CREATE_NEW);
            } catch (FileAlreadyExistsException e) {
                before = key(part);
                if (before == null) {
                    continue; // another download has renamed it in the meantime
                }
                channel = channel(part, StandardOpenOption.CREATE);
            } catch (NoSuchFileException e) {
                makeFolder(file, e);
                continue;
            }
            try {
                lock(channel, part);
                Object now = key(part);
                if (now != null && (before == null || now.equals(before))) {
                    return new PartFile(file, part, channel);
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            // another download renamed it between our opening and our lock: what we hold is its finished file
            channel.close();
        }
    }

    /** Writes a file that is here as a whole already, and shows it with that time if there is one. */
    static void write(Path file, ByteBuffer content, OptionalLong modified) throws IOException {
        try (PartFile part = open(file)) {
            if (part.length() > 0) {
                part.continueAt(0);
            }
            part.write(content);
            if (modified.isPresent()) {
                part.setModified(modified.getAsLong());
            }
            part.commit();
        }
    }

    /** True if an earlier download of that file has left something. */
    static boolean isLeft(Path file) {
        return Files.exists(file.resolveSibling(file.getFileName() + SUFFIX), LinkOption.NOFOLLOW_LINKS);
    }

    private static FileChannel channel(Path part, StandardOpenOption creation) throws IOException {
        return FileChannel.open(
                part, creation, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    private static void makeFolder(Path file, NoSuchFileException why) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(folder)) {
            throw why;
        }
        Files.createDirectories(folder);
    }

    /** What it is called until it is whole. */
    Path part() {
        return part;
    }

    /** How many bytes it holds. */
    long length() throws IOException {
        return channel.size();
    }

    /** Drops what it holds beyond so many bytes, and writes on there. */
    void continueAt(long length) throws IOException {
        channel.truncate(length);
        channel.position(length);
    }

    /** Drops what it holds beyond so many bytes. */
    void cut(long length) throws IOException {
        channel.truncate(length);
    }

    /** The digest of its first bytes, ready to grow with those that follow. */
    RunningSha256 digest(long length) throws IOException {
        RunningSha256 digest = new RunningSha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (digest.length() < length) {
            piece.clear().limit((int) Math.min(PIECE, length - digest.length()));
            if (channel.read(piece, digest.length()) < 0) {
                throw new EOFException(part + " became shorter while it was read");
            }
            digest.update(piece.flip());
        }
        return digest;
    }

    /** The digests of the blocks of a span; of what the file does not have, that of what there is. */
    List<String> digests(Blocks.Span span) throws IOException {
        List<String> digests = new ArrayList<>();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        long at = span.offset();
        long end = span.offset() + span.length();
        while (at < end) {
            long blockEnd = Math.min(end, at + Blocks.SIZE);
            RunningSha256 digest = new RunningSha256();
            for (int n = 0; n >= 0 && at < blockEnd; at += Math.max(0, n)) {
                piece.clear().limit((int) Math.min(PIECE, blockEnd - at));
                n = channel.read(piece, at);
                digest.update(piece.flip());
            }
            at = blockEnd;
            digests.add(digest.hex());
        }
        return digests;
    }

    /** Writes all that remains in the buffer to that place, whatever stands before it or nothing. */
    void writeAt(ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Gives it a time, in milliseconds since 1970. */
    void setModified(long millis) throws IOException {
        Files.getFileAttributeView(part, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.fromMillis(millis), null, null);
    }

    @Override
    public void commit() throws IOException {
        channel.force(true);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
    }

    /** Leaves what has come of an unfinished file as its part, unless that is nothing. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!committed && channel.size() == 0) {
                Files.deleteIfExists(part);
            }
        }
    }

    /** What tells the file of that name from others; null if there is none. */
    private static @Nullable Object key(Path part) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(part, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                throw new ClientException(Kind.OTHER, part + " is in the way and is no regular file");
            }
            return attributes.fileKey() == null ? part : attributes.fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static void lock(FileChannel channel, Path part) throws IOException {
        try {
            if (channel.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process
        }
        throw new ClientException(Kind.OTHER, part + " is being written by another download");
    }
}
