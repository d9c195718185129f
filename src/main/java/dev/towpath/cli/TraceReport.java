package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.TracedHop;
import dev.towpath.name.Printable;
import dev.towpath.net.NodeIdentity;
import dev.towpath.wire.HostPort;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a trace has found, a line a hop, for a person or for a script. What a peer said of itself is escaped. */
final class TraceReport {

    private static final int WORD = 16;
    private static final String NOTHING = "-";

    private final Location location;
    private final boolean json;
    private final String form;

    TraceReport(Location location, boolean json) {
        this.location = location;
        this.json = json;
        int widest = location.hops().hops().stream()
                .mapToInt(hop -> hop.toString().length())
                .max()
                .orElse(0);
        this.form = "%-3s  %-" + Math.max(widest, 5) + "s  %-21s  %-" + WORD + "s  %-6s  %10s  %s";
    }

    /** The line above all others, if there is to be one. */
    Optional<String> head() {
        return json
                ? Optional.empty()
                : Optional.of(line("HOP", "ASKED", "REACHED", "VERSION", "ROLE", "ROUND TRIP", "NOTE"));
    }

    /** One hop. */
    String hop(TracedHop hop) {
        if (json) {
            return Console.json(new JsonObject()
                    .put("event", "hop")
                    .put("hop", hop.number())
                    .put("asked", hop.asked().toString())
                    .put("reached", hop.reached().map(HostPort::toString).orElse(null))
                    .put("version", said(hop, NodeIdentity::version).orElse(null))
                    .put("role", said(hop, NodeIdentity::role).orElse(null))
                    .put("milliseconds", hop.milliseconds().isPresent() ? rounded(hop) : null)
                    .put("older", hop.older())
                    .put("ok", hop.ok())
                    .put("reason", hop.fault() == null ? null : hop.fault().reason()));
        }
        return line(
                Integer.toString(hop.number()),
                hop.asked().toString(),
                hop.reached().map(HostPort::toString).orElse(NOTHING),
                word(said(hop, NodeIdentity::version)),
                word(said(hop, NodeIdentity::role)),
                hop.milliseconds().isPresent()
                        ? String.format(
                                Locale.ROOT, "%.1f ms", hop.milliseconds().getAsDouble())
                        : NOTHING,
                note(hop));
    }

    /**
     * The file that the location names.
     *
     * @param reason why its size is not known; null if it is
     */
    String path(long bytes, @Nullable String reason) {
        String path = location.path().text();
        if (json) {
            return Console.json(new JsonObject()
                    .put("event", "path")
                    .put("path", path)
                    .put("bytes", reason == null ? bytes : null)
                    .put("ok", reason == null)
                    .put("reason", reason));
        }
        return Printable.escape(path + ": " + (reason == null ? bytes + " bytes" : failed(reason)));
    }

    private static String note(TracedHop hop) {
        TracedHop.Fault fault = hop.fault();
        if (fault != null) {
            return failed(fault.reason());
        }
        return hop.older() ? "older" : "ok";
    }

    private static String failed(String reason) {
        return "FAILED: " + reason;
    }

    private static double rounded(TracedHop hop) {
        return Math.round(hop.milliseconds().orElse(0) * 1e3) / 1e3;
    }

    private static Optional<String> said(TracedHop hop, Function<NodeIdentity, String> what) {
        return hop.identity().map(what).filter(text -> !text.isEmpty());
    }

    /** A word as it fits into its column, however long the peer made it. */
    private static String word(Optional<String> text) {
        String shown = Printable.escape(text.orElse(NOTHING));
        return shown.length() <= WORD ? shown : shown.substring(0, WORD - 1) + "…";
    }

    private String line(Object... columns) {
        return Printable.escape(String.format(Locale.ROOT, form, columns));
    }
}
