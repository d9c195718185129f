package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.Token;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of the {@code token} dialect in the way the programs in the field can take them apart, one after the other.
 *
 * <p>They read 1024 bytes at a time and take a message for ended when the last bytes of one read are the token. So a message that
 * fits one such read leaves in one write with its token, of a longer one the token leaves alone, and between two writes there is a
 * pause. It is the peer's reads that must be apart: the pause begins when the peer's side has acknowledged what was sent before.
 */
public final class TokenWriter {

    /** The longest message that leaves in one write with its token. */
    public static final int ONE_READ = 1024 - Token.LENGTH;

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** What a kernel keeps for a program that does not read, in bytes, where nobody changed it. */
    private static final long RECEIVE_BUFFER = 6 * 1024 * 1024;

    private static final Duration LONGEST_BACKLOG = Duration.ofSeconds(10);

    private final Connection connection;
    private final Limits limits;
    private final byte[] token;
    private final BodyWriter writer;
    private final Deadline pause;
    private @Nullable Promise<Void> settling;
    private @Nullable Throwable cancelled;
    private boolean begun;
    private boolean quiet;
    private long sentAt;
    private long outstanding;
    private long movedAt;
    private long bodyBytes;
    private long backlogNanos;

    public TokenWriter(Connection connection, Limits limits, Token token) {
        this.connection = connection;
        this.limits = limits;
        this.token = token.bytes();
        this.writer = new BodyWriter(connection, limits);
        this.pause = connection.deadline(this::look);
    }

    /** Sends the token alone. */
    public Future<Void> token() {
        return settled().compose(v -> write(new Body.Bytes(token)));
    }

    /** Sends bytes in memory and the token. */
    public Future<Void> message(byte[] content) {
        if (content.length > ONE_READ) {
            return message(new Body.Bytes(content));
        }
        bodyBytes = 0;
        ByteArrayOutputStream whole = new ByteArrayOutputStream(content.length + token.length);
        whole.writeBytes(content);
        whole.writeBytes(token);
        return settled()
                .compose(v -> write(new Body.Bytes(whole.toByteArray())))
                .onSuccess(v -> bodyBytes = content.length);
    }

    /** Sends a body of any length, and the token apart from it. The body is given back if it can't be sent. */
    public Future<Void> message(Body body) {
        bodyBytes = 0;
        return settled()
                .onFailure(cause -> body.discard())
                .compose(v -> {
                    long start = System.nanoTime();
                    return write(body).onComplete(sent -> {
                        bodyBytes = writer.bodyBytes();
                        backlogNanos = backlog(System.nanoTime() - start, bodyBytes);
                    });
                })
                .compose(v -> token());
    }

    /**
     * How long the peer may still be busy with what its kernel took for it: as long as it took to send the last of it, as much as fits
     * into a kernel's buffer. Nobody tells when a program has read what its kernel has.
     */
    private static long backlog(long nanos, long bytes) {
        double share = bytes <= RECEIVE_BUFFER ? 1 : (double) RECEIVE_BUFFER / bytes;
        return Math.min(LONGEST_BACKLOG.toNanos(), (long) (nanos * share));
    }

    /** Ends when the kernel has all that was sent. */
    public Future<Void> handedOver() {
        return connection.flushed();
    }

    /** Bytes of the latest message that left, the token not counted. */
    public long bodyBytes() {
        return bodyBytes;
    }

    /** Stops what is being sent, and sends nothing more: the connection is gone or will be. */
    public void cancel(Throwable cause) {
        if (cancelled == null) {
            cancelled = cause;
            pause.cancel();
            Promise<Void> waiting = settling;
            settling = null;
            if (waiting != null) {
                waiting.fail(cause);
            }
            writer.cancel(cause);
        }
    }

    /** Ends when the peer has had all that was sent before for the time of a pause. */
    private Future<Void> settled() {
        if (cancelled != null) {
            return Future.failedFuture(cancelled);
        }
        if (!begun) {
            begun = true;
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        settling = promise;
        quiet = true;
        outstanding = 0;
        movedAt = System.nanoTime();
        Duration needed = PAUSE.plusNanos(backlogNanos);
        backlogNanos = 0;
        pause.in(needed.minusNanos(Math.min(needed.toNanos(), movedAt - sentAt)));
        return promise.future();
    }

    /** A pause has passed: was it one in which the peer had everything? */
    private void look() {
        connection.unacknowledged().onComplete(asked -> {
            Promise<Void> waiting = settling;
            if (waiting == null) {
                return;
            }
            long left = connection.unsent() + (asked.succeeded() ? asked.result() : 0);
            if (left == 0 && quiet) {
                settling = null;
                waiting.complete();
                return;
            }
            quiet = left == 0;
            long now = System.nanoTime();
            if (left != outstanding) {
                outstanding = left;
                movedAt = now;
            } else if (now - movedAt > limits.stallTimeout().toNanos()) {
                cancel(new ClientStalledException());
                return;
            }
            pause.in(PAUSE);
        });
    }

    private Future<Void> write(Body body) {
        Future<Void> written = writer.writeBody(body);
        connection.flush();
        return written.onComplete(done -> sentAt = System.nanoTime());
    }
}
