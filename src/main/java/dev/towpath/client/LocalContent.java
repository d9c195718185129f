package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A local file as it was when its digest was computed: open over all attempts to send it, and refused as soon as it is seen to have
 * changed. Every method may block.
 */
final class LocalContent implements AutoCloseable {

    /** The longest content that is kept in memory, to be sent right behind its request. */
    static final int MAX_SMALL = 64 * 1024;

    private static final int PIECE = 128 * 1024;

    /** What is read at once to be digested, into one buffer again and again. */
    private static final int DIGESTED_PIECE = 256 * 1024;

    private final Path file;
    private final FileChannel channel;
    private final BasicFileAttributes seen;
    private final byte[] small;
    private final String sha256;

    private LocalContent(Path file, FileChannel channel, Progress progress) throws IOException {
        this.file = file;
        this.channel = channel;
        this.seen = attributes(file);
        this.small = new byte[size() <= MAX_SMALL ? (int) size() : 0];
        RunningSha256 digest = new RunningSha256();
        ByteBuffer piece = isSmall() ? ByteBuffer.wrap(small) : ByteBuffer.allocate(DIGESTED_PIECE);
        while (digest.length() < size()) {
            piece.clear().limit((int) Math.min(piece.capacity(), size() - digest.length()));
            while (piece.hasRemaining()) {
                if (channel.read(piece, digest.length() + piece.position()) < 0) {
                    throw changed();
                }
            }
            digest.update(piece.flip());
            progress.digested(digest.length(), size());
        }
        refuseChange();
        this.sha256 = digest.hex();
    }

    /** Makes sure that there is a file to be read, without reading it. */
    static void check(Path file) throws IOException {
        channel(file).close();
    }

    private static FileChannel channel(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            String what = Files.isDirectory(file) ? " is a folder, which put -r stores" : " is no regular file";
            throw new ClientException(Kind.OTHER, file + what);
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** Opens a file and reads it once. */
    static LocalContent open(Path file) throws IOException {
        return open(file, (bytes, total) -> {});
    }

    /** The same, telling on this thread how far the reading has come. */
    static LocalContent open(Path file, Progress progress) throws IOException {
        FileChannel channel = channel(file);
        try {
            return new LocalContent(file, channel, progress);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    long size() {
        return seen.size();
    }

    /** In milliseconds since 1970, or before that. */
    long modified() {
        return Math.floorDiv(seen.lastModifiedTime().to(TimeUnit.MICROSECONDS), 1000L);
    }

    String sha256() {
        return sha256;
    }

    /** True if it is so short that it is kept in memory. */
    boolean isSmall() {
        return size() <= MAX_SMALL;
    }

    /** All of it, if it is small. */
    byte[] smallBytes() {
        return small;
    }

    /** All of it in one piece, if it is small. */
    DiskSource.Reader small() {
        return new DiskSource.Reader() {
            private boolean given = small.length == 0;

            @Override
            public @Nullable ByteBuffer next() {
                ByteBuffer piece = given ? null : ByteBuffer.wrap(small);
                given = true;
                return piece;
            }

            @Override
            public boolean isOver() {
                return given;
            }
        };
    }

    /** A name for this file as it is now, wherever it is reached from. */
    String identity() throws IOException {
        return file.toRealPath() + "\0" + size() + '\0' + seen.lastModifiedTime();
    }

    /** Reads it from there to its end; fails if it has changed, before the last piece is given. */
    DiskSource.Reader from(long offset) {
        return new DiskSource.Reader() {
            private long at = offset;

            @Override
            public @Nullable ByteBuffer next() throws IOException {
                if (at == size()) {
                    return null;
                }
                ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, size() - at));
                while (piece.hasRemaining()) {
                    if (channel.read(piece, at + piece.position()) < 0) {
                        throw changed();
                    }
                }
                at += piece.capacity();
                if (at == size()) {
                    refuseChange();
                }
                return piece.flip();
            }

            @Override
            public boolean isOver() {
                return at == size();
            }
        };
    }

    /** @throws ClientException if the file is not what it was */
    void refuseChange() throws IOException {
        BasicFileAttributes now = attributes(file);
        if (now.size() != seen.size() || !now.lastModifiedTime().equals(seen.lastModifiedTime())) {
            throw changed();
        }
    }

    private ClientException changed() {
        return new ClientException(Kind.OTHER, file + " was changed while it was read");
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
