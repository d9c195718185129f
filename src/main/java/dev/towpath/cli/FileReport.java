package dev.towpath.cli;

import dev.towpath.client.Progress;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;

/** Tells a person or a script how the transfer of one file goes. */
final class FileReport implements Progress, AutoCloseable {

    private final String name;
    private final ReportStyle style;
    private final long start = System.nanoTime();
    private final Ticker ticker;
    private volatile long bytes;
    private volatile long total;
    private volatile boolean moving;
    private volatile long digested;
    private volatile long toDigest;

    /** Begins to tell. */
    FileReport(String name, ReportStyle style) {
        this.name = name;
        this.style = style;
        this.ticker = Ticker.of(style, this::tick);
    }

    @Override
    public void moved(long soFar, long inAll) {
        total = inAll;
        bytes = soFar;
        moving = true;
    }

    @Override
    public void digested(long soFar, long inAll) {
        toDigest = inAll;
        digested = soFar;
    }

    @Override
    public void note(String what) {
        if (style.rewrites()) {
            Console.rewrite("");
        }
        if (style.json()) {
            style.streams()
                    .print(new JsonObject()
                            .put("event", "note")
                            .put("path", name)
                            .put("message", what));
        } else if (!style.quiet()) {
            style.streams().tell(Printable.escape(name + ": " + what));
        }
    }

    /** The last word on a transfer that is whole. */
    void done(Outcome outcome) {
        if (style.json()) {
            style.streams().print(outcome.event(name));
        } else if (!style.quiet()) {
            style.streams().tell(outcome.line(name));
        }
    }

    /** The last word for a script on one that failed; a person gets the error line. */
    void failed(Complaint complaint) {
        if (style.json()) {
            style.streams().print(complaint.event(name));
        }
    }

    /** Stops telling and leaves the line clean. */
    @Override
    public void close() {
        ticker.close();
        if (style.rewrites() && (moving || toDigest > 0)) {
            Console.rewrite("");
        }
    }

    private void tick() {
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!moving) {
            if (toDigest > 0 && !style.json()) {
                Console.rewrite(Amounts.shortened(Printable.escape(name)) + "  digest of "
                        + Amounts.way(digested, toDigest, seconds));
            }
            return;
        }
        if (style.json()) {
            style.streams()
                    .print(new JsonObject()
                            .put("event", "progress")
                            .put("path", name)
                            .put("bytes", bytes)
                            .put("total", total < 0 ? null : total)
                            .put("seconds", Amounts.seconds(seconds)));
        } else {
            Console.rewrite(Amounts.shortened(Printable.escape(name)) + "  " + Amounts.way(bytes, total, seconds));
        }
    }
}
