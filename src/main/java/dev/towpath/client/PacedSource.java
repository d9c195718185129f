package dev.towpath.client;

import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import io.netty.buffer.ByteBuf;

/** A source that is held back as a {@link RateLimit} has it, besides when its receiver wants it to be. Lives on the source's event loop. */
final class PacedSource implements ByteSource {

    /** A timer's own grain: what is shorter is added to the next wait. */
    private static final long SHORTEST = 1_000_000;

    private final ByteSource source;
    private final RateLimit limit;
    private final Timer timer;
    private boolean waiting;
    private boolean paused;
    private boolean over;

    /** Does something later, on the event loop that it is called on. */
    interface Timer {
        void after(long nanos, Runnable action);
    }

    PacedSource(ByteSource source, RateLimit limit, Timer timer) {
        this.source = source;
        this.limit = limit;
        this.timer = timer;
    }

    @Override
    public void start(ByteSink sink) {
        source.start(new ByteSink() {
            @Override
            public void bytes(ByteBuf piece) {
                int n = piece.readableBytes();
                sink.bytes(piece);
                passed(n);
            }

            @Override
            public void ended() {
                over = true;
                sink.ended();
            }

            @Override
            public void failed(Throwable cause) {
                over = true;
                sink.failed(cause);
            }
        });
    }

    private void passed(int bytes) {
        long wait = limit.pass(bytes);
        if (wait >= SHORTEST && !waiting && !over) {
            waiting = true;
            source.pause();
            timer.after(wait, this::goOn);
        }
    }

    /** Others may have used what this one waited for. */
    private void goOn() {
        long left = limit.left();
        if (over) {
            return;
        }
        if (left >= SHORTEST) {
            timer.after(left, this::goOn);
            return;
        }
        waiting = false;
        if (!paused) {
            source.resume();
        }
    }

    @Override
    public void whenBroken(Runnable action) {
        source.whenBroken(action);
    }

    @Override
    public void pause() {
        paused = true;
        source.pause();
    }

    @Override
    public void resume() {
        paused = false;
        if (!waiting) {
            source.resume();
        }
    }

    @Override
    public void abandon() {
        over = true;
        source.abandon();
    }
}
