package dev.towpath.ops;

import dev.towpath.name.Printable;
import dev.towpath.net.Admission;
import dev.towpath.ops.NodeWatch.Observation;
import dev.towpath.ops.Traffic.Direction;
import dev.towpath.proxy.NatEntry;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the admin page shows, as JSON: of long tables the oldest rows and how many there are. Texts from peers have what could reorder or
 * hide text escaped; what would be markup is for the page to show as text.
 */
@ApplicationScoped
class AdminState {

    /** The most rows of a table of what runs now. */
    static final int MOST_ROWS = 500;

    private final NodeWatch watch;
    private final TransferJournal journal;

    @Inject
    AdminState(NodeWatch watch, TransferJournal journal) {
        this.watch = watch;
        this.journal = journal;
    }

    JsonObject json() {
        Instant now = Instant.now();
        JsonObject state = new JsonObject()
                .put("now", now.toString())
                .put("running", running(now))
                .put("recent", recent())
                .put("throughput", throughput());
        Observation seen = watch.now().orElse(null);
        if (seen == null) {
            return state.put("phase", "starting");
        }
        return state.put("phase", seen.drainingSince() == null ? "serving" : "draining")
                .put("node", node(seen, now))
                .put("draining", draining(seen, now))
                .put("upstream", upstream(seen, now))
                .put("connections", connections(seen.node().admission()))
                .put("nat", nat(seen, now));
    }

    private static JsonObject node(Observation seen, Instant now) {
        return new JsonObject()
                .put("role", seen.node().role())
                .put("version", seen.node().version())
                .put("listens", new JsonArray(seen.node().listens()))
                .put("since", seen.since().toString())
                .put("uptime_seconds", Duration.between(seen.since(), now).toSeconds());
    }

    private static @Nullable JsonObject draining(Observation seen, Instant now) {
        Instant since = seen.drainingSince();
        if (since == null) {
            return null;
        }
        Duration left = Duration.between(now, since.plus(seen.node().drainTimeout()));
        return new JsonObject().put("seconds_left", Math.max(0, left.toSeconds()));
    }

    /** What the last look found; the next is begun, for who asks again a moment later. */
    private static @Nullable JsonObject upstream(Observation seen, Instant now) {
        if (seen.node().upstream().isEmpty()) {
            return null;
        }
        seen.upstream().refresh();
        Optional<UpstreamWatch.Finding> found = seen.upstream().found();
        return new JsonObject()
                .put("address", seen.node().upstream().get().toString())
                .put("up", found.map(UpstreamWatch.Finding::isUp).orElse(null))
                .put(
                        "problem",
                        found.flatMap(UpstreamWatch.Finding::problem)
                                .map(Printable::escape)
                                .orElse(null))
                .put(
                        "seconds_ago",
                        found.map(f -> Duration.between(f.at(), now).toSeconds())
                                .orElse(null));
    }

    private static JsonObject connections(Admission admission) {
        long refused = 0;
        for (Admission.Reason reason : Admission.Reason.values()) {
            refused += admission.refused(reason);
        }
        return new JsonObject()
                .put("active", admission.active())
                .put("accepted", admission.accepted())
                .put("refused", refused);
    }

    private static JsonObject nat(Observation seen, Instant now) {
        List<NatEntry> entries = seen.node().nat().snapshot();
        JsonArray rows = new JsonArray();
        entries.stream()
                .limit(MOST_ROWS)
                .forEach(entry -> rows.add(what(entry.request(), entry.route(), entry.sid())
                        .put("id", entry.id())
                        .put("client", entry.client())
                        .put("nat_port", entry.natPort() == 0 ? null : entry.natPort())
                        .put("upstream", entry.upstream().toString())
                        .put("state", entry.state().name().toLowerCase(Locale.ROOT))
                        .put("paused", entry.isPaused())
                        .put("bytes", entry.bytesUp() + entry.bytesDown())
                        .put("age_seconds", Duration.between(entry.start(), now).toSeconds())));
        return table(entries.size(), rows);
    }

    private JsonObject running(Instant now) {
        JsonArray rows = new JsonArray();
        journal.running(MOST_ROWS)
                .forEach(transfer -> rows.add(what(transfer.request(), transfer.route(), transfer.sid())
                        .put("id", transfer.id())
                        .put("client", transfer.client())
                        .put("bytes", transfer.bytes())
                        .put(
                                "age_seconds",
                                Duration.between(transfer.start(), now).toSeconds())));
        return table(journal.runningCount(), rows);
    }

    private JsonArray recent() {
        JsonArray rows = new JsonArray();
        journal.recent()
                .forEach(transfer -> rows.add(what(transfer.request(), transfer.route(), transfer.sid())
                        .put("id", transfer.id())
                        .put("at", transfer.at().toString())
                        .put("session", transfer.session())
                        .put("client", transfer.client())
                        .put("bytes", transfer.bytes())
                        .put("milliseconds", transfer.took().toMillis())
                        .put("outcome", transfer.outcome().end().label())
                        .put("detail", Printable.escape(transfer.outcome().detail()))));
        return rows;
    }

    private JsonObject throughput() {
        JsonObject seconds = new JsonObject();
        for (Direction direction : Direction.values()) {
            JsonArray samples = new JsonArray();
            for (long sample : journal.traffic().lastSeconds(direction)) {
                samples.add(sample);
            }
            seconds.put(direction.name().toLowerCase(Locale.ROOT), samples);
        }
        return seconds;
    }

    private static JsonObject what(Request request, Route route, String sid) {
        return new JsonObject()
                .put("verb", request.verb())
                .put("path", Printable.escape(request.pathText()))
                .put("route", Printable.escape(route.toString()))
                .put("sid", sid);
    }

    private static JsonObject table(int count, JsonArray rows) {
        return new JsonObject().put("count", count).put("rows", rows);
    }
}
