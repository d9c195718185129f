package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.TreeListener;
import dev.towpath.client.TreeResult;
import dev.towpath.name.Printable;
import dev.towpath.wire.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tells a person or a script how the transfer of several files goes that are under way at once: of each as if it were alone. */
final class FilesReport implements TreeListener, AutoCloseable {

    private final Map<String, String> names;
    private final boolean replaces;
    private final ReportStyle style;
    private final long start = System.nanoTime();
    private final Map<String, Moving> moving = new ConcurrentHashMap<>();
    private final Ticker ticker;
    private volatile Overall overall = new Overall(0, 0, 0, -1);
    private volatile int exitCode = ExitCodes.DONE;
    private volatile boolean ofTheConnection;

    /** How far one file has come. */
    private record Moving(long start, long bytes, long total) {}

    /**
     * Begins to tell.
     *
     * @param names what each file that is put is called there, by what the user called it
     * @param replaces true if what is there is replaced
     */
    FilesReport(Map<String, String> names, boolean replaces, ReportStyle style) {
        this.names = names;
        this.replaces = replaces;
        this.style = style;
        this.ticker = Ticker.of(style, this::tick);
    }

    /** The exit code of the last failure, 0 if there was none. */
    int exitCode() {
        return exitCode;
    }

    /** True if the next file would fare no better. */
    boolean isOfTheConnection() {
        return ofTheConnection;
    }

    @Override
    public void moved(Overall soFar) {
        overall = soFar;
    }

    @Override
    public void moved(String path, long bytes, long total) {
        moving.compute(
                path, (p, before) -> new Moving(before == null ? System.nanoTime() : before.start(), bytes, total));
    }

    @Override
    public void done(String path, TreeResult.Moved moved) {
        moving.remove(path);
        Outcome outcome = Outcome.of(moved);
        if (style.json()) {
            style.streams().print(outcome.event(name(path)));
        } else if (!style.quiet()) {
            clear();
            style.streams().tell(outcome.line(name(path)));
        }
    }

    @Override
    public void failed(String path, Throwable why) {
        moving.remove(path);
        Throwable told = !replaces && Refused.by(why, Refusal.EXISTS)
                ? new ClientException(ClientException.Kind.OTHER, "exists (-f replaces it)", why)
                : why;
        Complaint complaint = Complaint.of(told, "put " + path);
        exitCode = complaint.exitCode();
        ofTheConnection |= complaint.isOfTheConnection();
        clear();
        if (style.json()) {
            style.streams().print(complaint.event(name(path)));
        }
        style.streams().tell(complaint.line());
    }

    @Override
    public void note(String path, String what) {
        if (style.json()) {
            style.streams()
                    .print(new JsonObject()
                            .put("event", "note")
                            .put("path", name(path))
                            .put("message", what));
        } else if (!style.quiet()) {
            clear();
            style.streams().tell(Printable.escape(name(path) + ": " + what));
        }
    }

    /** Stops telling and leaves the line clean. */
    @Override
    public void close() {
        ticker.close();
        clear();
    }

    private String name(String path) {
        return names.getOrDefault(path, path);
    }

    private void tick() {
        if (style.json()) {
            moving.forEach((path, now) -> style.streams()
                    .print(new JsonObject()
                            .put("event", "progress")
                            .put("path", name(path))
                            .put("bytes", now.bytes())
                            .put("total", now.total() < 0 ? null : now.total())
                            .put("seconds", Amounts.seconds((System.nanoTime() - now.start()) / 1e9))));
        } else {
            Overall now = overall;
            Console.rewrite(String.format(
                    Locale.ROOT,
                    "%d of %d files  %s",
                    now.files(),
                    now.filesTotal(),
                    Amounts.way(now.bytes(), now.bytesTotal(), (System.nanoTime() - start) / 1e9)));
        }
    }

    private void clear() {
        if (style.rewrites()) {
            Console.rewrite("");
        }
    }
}
