package dev.towpath.server;

import dev.towpath.digest.Sha256;
import dev.towpath.net.Caller;
import dev.towpath.net.ClientGoneException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Computes digests of files, on half the cores at most, and keeps those of whole files. A computation stops when the client that
 * asked for it is gone.
 */
final class Digests {

    /** Clients that are ready to wait may do so, this many of them. */
    private static final int MOST_WAITING = 64;

    private static final int MOST_KEPT = 16_384;
    private static final int PIECE = 256 * 1024;

    private final WorkerExecutor pool;
    private final int threads;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, String> kept = Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_KEPT;
        }
    });

    Digests(Vertx vertx) {
        this.threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.pool = vertx.createSharedWorkerExecutor("towpath-digests", threads, 1, TimeUnit.DAYS);
    }

    /** The digest that is known of a file. */
    Optional<String> known(String tag) {
        return Optional.ofNullable(kept.get(tag));
    }

    /** Keeps the digest of a file. */
    void keep(String tag, String sha256) {
        kept.put(tag, sha256);
    }

    /**
     * Runs a computation.
     *
     * @param mayWait true if the client is ready to wait for others
     * @return what it gives; or {@code busy}
     */
    <T> Future<T> run(boolean mayWait, Callable<T> computation) {
        if (underWay.incrementAndGet() > threads + (mayWait ? MOST_WAITING : 0)) {
            underWay.decrementAndGet();
            return Future.failedFuture(new RefusedException(Refusal.BUSY));
        }
        return pool.executeBlocking(computation, false).onComplete(done -> underWay.decrementAndGet());
    }

    /**
     * Reads a part of a file and digests it.
     *
     * @return 64 hexadecimal digits
     * @throws IOException also if the file ends before the part does
     * @throws ClientGoneException if nobody waits for it any more
     */
    static String sha256(FileChannel channel, long offset, long length, Caller caller) throws IOException {
        MessageDigest digest = Sha256.begin();
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.max(1, Math.min(PIECE, length)));
        long at = offset;
        long end = offset + length;
        while (at < end) {
            if (caller.gone().isComplete()) {
                throw new ClientGoneException();
            }
            piece.clear().limit((int) Math.min(piece.capacity(), end - at));
            int read = channel.read(piece, at);
            if (read < 0) {
                throw new IOException("the file is shorter than it was");
            }
            digest.update(piece.flip());
            at += read;
        }
        return Sha256.hex(digest.digest());
    }
}
