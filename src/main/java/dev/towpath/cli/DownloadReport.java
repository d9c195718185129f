package dev.towpath.cli;

import dev.towpath.client.Progress;
import dev.towpath.client.Received;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a person or a script how a download goes: a line that is rewritten on a terminal, or an object a second. */
final class DownloadReport implements AutoCloseable {

    private static final int NAME_WIDTH = 32;

    private final String name;
    private final boolean json;
    private final Consumer<String> events;
    private final boolean quiet;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private @Nullable ScheduledExecutorService clock;
    private volatile long bytes;
    private volatile long total;
    private volatile boolean moving;

    /** @param json events for a script on {@code events}; else words, and a line that is rewritten if there is a terminal */
    DownloadReport(String name, boolean json, Consumer<String> events, boolean quiet, boolean terminal) {
        this.name = name;
        this.json = json;
        this.events = events;
        this.quiet = quiet;
        this.terminal = terminal;
    }

    /** Begins to tell. */
    @SuppressWarnings("FutureReturnValueIgnored") // close() ends it
    Progress start() {
        if (json || (terminal && !quiet)) {
            ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "progress");
                thread.setDaemon(true);
                return thread;
            });
            clock = timer;
            long period = json ? 1000 : 200;
            timer.scheduleAtFixedRate(this::tell, period, period, TimeUnit.MILLISECONDS);
        }
        return (soFar, inAll) -> {
            total = inAll;
            bytes = soFar;
            moving = true;
        };
    }

    /** The last word on a download that is whole. */
    void done(Received received) {
        if (json) {
            events.accept(event("done", received.bytes(), received.bytes(), received.seconds()));
        } else if (!quiet) {
            Console.err(String.format(
                    Locale.ROOT,
                    "%s: %d bytes in %.2f s, %s/s, %s",
                    Printable.escape(name),
                    received.bytes(),
                    received.seconds(),
                    amount(received.bytes() / Math.max(received.seconds(), 1e-9)),
                    received.sizeChecked() ? "size checked" : "unverified"));
        }
    }

    /** Stops telling and leaves the line clean. */
    @Override
    public void close() {
        ScheduledExecutorService timer = clock;
        if (timer != null) {
            timer.shutdownNow();
            try {
                timer.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!json && moving) {
                Console.rewrite("");
            }
        }
    }

    private void tell() {
        if (!moving) {
            return;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (json) {
            events.accept(event("progress", bytes, total, seconds));
        } else {
            Console.rewrite(line(seconds));
        }
    }

    private String line(double seconds) {
        double rate = bytes / seconds;
        String escaped = Printable.escape(name);
        String shown = escaped.length() > NAME_WIDTH ? escaped.substring(0, NAME_WIDTH - 1) + "…" : escaped;
        if (total < 0) {
            return String.format(Locale.ROOT, "%s  %s  %s/s", shown, amount((double) bytes), amount(rate));
        }
        return String.format(
                Locale.ROOT,
                "%s  %s of %s  %d%%  %s/s  %s left",
                shown,
                amount((double) bytes),
                amount((double) total),
                total == 0 ? 100 : (long) (100.0 * bytes / total),
                amount(rate),
                rate < 1 ? "?" : clock((long) ((total - bytes) / rate)));
    }

    private String event(String event, long soFar, long inAll, double seconds) {
        return Console.json(new JsonObject()
                .put("event", event)
                .put("path", name)
                .put("bytes", soFar)
                .put("total", inAll < 0 ? null : inAll)
                .put("seconds", Math.round(seconds * 1e6) / 1e6));
    }

    private static String clock(long seconds) {
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** A number of bytes for the eye, in binary units. */
    private static String amount(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
