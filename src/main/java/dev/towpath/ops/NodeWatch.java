package dev.towpath.ops;

import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.jspecify.annotations.Nullable;

/** Follows the node from its start to its drain, and tells all that show something of it. */
@ApplicationScoped
public class NodeWatch {

    private static final long SECOND_MILLIS = 1000;

    private final Vertx vertx;
    private final NatEndpoint nat;
    private final NodeReadiness readiness;
    private final NodeStarted started;
    private final NodeMetrics metrics;
    private final TransferJournal journal;
    private final LogForm log;
    private volatile @Nullable Observation observation;

    /**
     * A node and where it stands.
     *
     * @param since when it began to listen
     * @param drainingSince when it was told to end; null while it serves
     */
    record Observation(
            ObservedNode node,
            UpstreamWatch upstream,
            Instant since,
            @Nullable Instant drainingSince) {}

    @Inject
    NodeWatch(
            Vertx vertx,
            NatEndpoint nat,
            @Readiness NodeReadiness readiness,
            @Startup NodeStarted started,
            NodeMetrics metrics,
            TransferJournal journal,
            LogForm log) {
        this.vertx = vertx;
        this.nat = nat;
        this.readiness = readiness;
        this.started = started;
        this.metrics = metrics;
        this.journal = journal;
        this.log = log;
    }

    /** The node listens from now on. */
    public void listening(ObservedNode node) {
        UpstreamWatch upstream = new UpstreamWatch(node.problem());
        boolean first = observation == null;
        observation = new Observation(node, upstream, Instant.now(), null);
        nat.show(node.nat());
        metrics.show(node, upstream, this::isDraining);
        readiness.listening(node.problem());
        started.listening();
        if (first) {
            log.gather(vertx);
            vertx.setPeriodic(SECOND_MILLIS, timer -> journal.tick());
        }
    }

    /** The node ends after what it is doing. */
    public void draining() {
        Observation now = observation;
        if (now != null) {
            observation = new Observation(now.node(), now.upstream(), now.since(), Instant.now());
        }
        readiness.draining();
        log.gatherNoMore();
    }

    /** What is known now; nothing before the node listens. */
    Optional<Observation> now() {
        return Optional.ofNullable(observation);
    }

    private boolean isDraining() {
        Observation now = observation;
        return now != null && now.drainingSince() != null;
    }
}
