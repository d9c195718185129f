package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.wire.Body;
import dev.towpath.wire.Digest;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Stores one file in the {@code token} dialect. */
final class TokenUpload {

    private static final int PIECE = 64 * 1024;

    private final TokenVisit visit;
    private final String name;
    private final Disk disk;
    private final Progress progress;

    TokenUpload(TokenVisit visit, String name, Disk disk, Progress progress) {
        this.visit = visit;
        this.name = name;
        this.disk = disk;
        this.progress = progress;
    }

    /** Stores it; the future ends with what was read here, when the server has said that it is there. */
    Future<Digest> of(Source source) {
        if (source instanceof Source.LocalFile file) {
            return disk.run(() -> LocalContent.open(file.path()))
                    .compose(content -> send(content.from(0), content.size())
                            .map(v -> new Digest(content.size(), content.sha256()))
                            .eventually(() -> disk.step(content::close)));
        }
        Reading reading = new Reading(((Source.Stream) source).channel());
        return send(reading, -1).compose(v -> disk.run(reading::digest));
    }

    private Future<Void> send(DiskSource.Reader reader, long total) {
        long[] sent = new long[1];
        DiskSource source = new DiskSource(disk, reader, count -> {
            sent[0] = count;
            progress.moved(count, total);
        });
        return visit.store(name, new Body.Stream(source))
                .compose(v -> visit.size(name))
                .map(size -> {
                    if (size.isPresent() && size.getAsLong() != sent[0]) {
                        throw new ClientException(
                                Kind.INCOMPLETE,
                                "the node tells of " + size.getAsLong() + " bytes where " + sent[0] + " were sent");
                    }
                    return null;
                });
    }

    /** A stream as it is read, with its digest. */
    private static final class Reading implements DiskSource.Reader {
        private final ReadableByteChannel channel;
        private final RunningSha256 digest = new RunningSha256();

        Reading(ReadableByteChannel channel) {
            this.channel = channel;
        }

        Digest digest() {
            return new Digest(digest.length(), digest.hex());
        }

        @Override
        public @Nullable ByteBuffer next() throws IOException {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            if (channel.read(piece) < 0) {
                return null;
            }
            piece.flip();
            digest.update(piece.duplicate());
            return piece;
        }
    }
}
