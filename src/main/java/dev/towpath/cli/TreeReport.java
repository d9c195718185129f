package dev.towpath.cli;

import dev.towpath.client.TreeListener;
import dev.towpath.client.TreeResult;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Tells a person or a script how the transfer of a whole folder goes: one line for all of it, and one for each failure. */
final class TreeReport implements TreeListener, AutoCloseable {

    private final String verb;
    private final String name;
    private final ReportStyle style;
    private final long start = System.nanoTime();
    private final Ticker ticker;
    private volatile Overall overall = new Overall(0, 0, 0, -1);

    /**
     * Begins to tell.
     *
     * @param verb what the user typed, for the line of each failure
     * @param name of the folder
     */
    TreeReport(String verb, String name, ReportStyle style) {
        this.verb = verb;
        this.name = name;
        this.style = style;
        this.ticker = Ticker.of(style, this::tick);
    }

    @Override
    public void moved(Overall soFar) {
        overall = soFar;
    }

    @Override
    public void done(String path, TreeResult.Moved moved) {
        if (style.json()) {
            style.streams().print(Outcome.of(moved).event(path));
        }
    }

    @Override
    public void failed(String path, Throwable why) {
        clear();
        Complaint complaint = Complaint.of(why, verb + ' ' + path);
        style.streams().tell(complaint.line());
        if (style.json()) {
            style.streams().print(complaint.event(path));
        }
    }

    @Override
    public void note(String what) {
        if (style.json()) {
            style.streams()
                    .print(new JsonObject()
                            .put("event", "note")
                            .put("path", name)
                            .put("message", what));
        } else if (!style.quiet()) {
            clear();
            style.streams().tell(Printable.escape(what));
        }
    }

    /** The last word, also if some of it failed. */
    void ended(TreeResult result) {
        if (style.json()) {
            style.streams().print(event(result));
        } else if (!style.quiet()) {
            style.streams().tell(line(result));
        }
    }

    /** Stops telling and leaves the line clean. */
    @Override
    public void close() {
        ticker.close();
        clear();
    }

    private String line(TreeResult result) {
        String verdict = result.unverified() == 0
                ? ", verified"
                : ", unverified (" + result.unverified() + " without a checksum)";
        return String.format(
                Locale.ROOT,
                "%s: %s, %d bytes in %.2f s, %s%s%s%s",
                Printable.escape(name),
                files(result.files()),
                result.bytes(),
                result.seconds(),
                Amounts.rate(result.bytes(), result.seconds()),
                result.again() > 0 ? ", " + result.again() + " bytes sent twice" : "",
                result.files() == 0 ? "" : verdict,
                result.failed() == 0 ? "" : ", " + result.failed() + " failed");
    }

    private JsonObject event(TreeResult result) {
        return new JsonObject()
                .put("event", "summary")
                .put("path", name)
                .put("files", result.files())
                .put("failed", result.failed())
                .put("bytes", result.bytes())
                .put("seconds", Amounts.seconds(result.seconds()))
                .put("again", result.again())
                .put("verified", result.files() > 0 && result.unverified() == 0);
    }

    private void tick() {
        Overall now = overall;
        double seconds = (System.nanoTime() - start) / 1e9;
        if (style.json()) {
            style.streams()
                    .print(new JsonObject()
                            .put("event", "progress")
                            .put("path", name)
                            .put("files", now.files())
                            .put("filesTotal", now.filesTotal())
                            .put("bytes", now.bytes())
                            .put("total", now.bytesTotal() < 0 ? null : now.bytesTotal())
                            .put("seconds", Amounts.seconds(seconds)));
        } else {
            Console.rewrite(String.format(
                    Locale.ROOT,
                    "%s  %d of %s  %s",
                    Amounts.shortened(Printable.escape(name)),
                    now.files(),
                    files(now.filesTotal()),
                    Amounts.way(now.bytes(), now.bytesTotal(), seconds)));
        }
    }

    private void clear() {
        if (style.rewrites()) {
            Console.rewrite("");
        }
    }

    private static String files(long number) {
        return number == 1 ? "1 file" : number + " files";
    }
}
