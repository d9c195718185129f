package dev.towpath.ops;

import dev.towpath.net.Admission;
import dev.towpath.net.Caller;
import dev.towpath.net.NodeListener;
import dev.towpath.net.Outcome;
import dev.towpath.ops.Traffic.Direction;
import dev.towpath.proxy.NatEntry;
import dev.towpath.proxy.NatTable;
import dev.towpath.wire.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Every metric of a node, and the only place that names one. Labels have few values, all known here; seconds and bytes are the units.
 * What is counted elsewhere is read when somebody asks; a transfer is counted once, at its end.
 */
@Singleton
public class NodeMetrics implements NodeListener {

    private static final String ACCEPTED = "towpath.connections.accepted";
    private static final String ACTIVE = "towpath.connections.active";
    private static final String REFUSED = "towpath.connections.refused";
    private static final String BYTES = "towpath.bytes";
    private static final String TRANSFERS = "towpath.transfers";
    private static final String TRANSFER_DURATION = "towpath.transfer.duration";
    private static final String TERMINATIONS = "towpath.terminations";
    private static final String UPSTREAM_CONNECT = "towpath.upstream.connect.duration";
    private static final String UPSTREAM_UP = "towpath.upstream.up";
    private static final String NAT_ENTRIES = "towpath.nat.entries";
    private static final String PAUSED = "towpath.backpressure.paused";
    private static final String DRAINING = "towpath.draining";
    private static final String BUILD = "towpath.build.info";

    private static final String IDLE_TIMEOUT = "idle_timeout";
    private static final String LINE_TIMEOUT = "line_timeout";

    private static final Duration[] TRANSFER_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1)
    };
    private static final Duration[] CONNECT_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private final TransferJournal journal;
    private final Map<String, Verb> verbs = new ConcurrentHashMap<>();

    @Inject
    NodeMetrics(MeterRegistry registry, TransferJournal journal) {
        this.registry = direct(registry);
        this.journal = journal;
    }

    /** Where there is one registry alone, the union of all of them would only be a detour on the way to it. */
    private static MeterRegistry direct(MeterRegistry registry) {
        return registry instanceof CompositeMeterRegistry all
                        && all.getRegistries().size() == 1
                ? all.getRegistries().iterator().next()
                : registry;
    }

    /** Registers what is known of a node that listens; what may happen to it begins at 0. */
    void show(ObservedNode node, UpstreamWatch upstream, BooleanSupplier draining) {
        Admission admission = node.admission();
        FunctionCounter.builder(ACCEPTED, admission, Admission::accepted)
                .description("Client connections that were let in")
                .register(registry);
        Gauge.builder(ACTIVE, admission, Admission::active)
                .description("Client connections that are open")
                .register(registry);
        for (Admission.Reason reason : Admission.Reason.values()) {
            FunctionCounter.builder(REFUSED, admission, a -> a.refused(reason))
                    .description("Client connections that were not let in")
                    .tag("reason", label(reason))
                    .register(registry);
        }
        for (Direction direction : Direction.values()) {
            FunctionCounter.builder(BYTES, journal.traffic(), t -> t.total(direction))
                    .description("Bytes of bodies from clients (in) and to clients (out)")
                    .baseUnit("bytes")
                    .tag("direction", label(direction))
                    .register(registry);
        }
        for (Outcome.End end : Outcome.End.values()) {
            if (isTermination(end)) {
                terminations(end.label());
            }
        }
        terminations(IDLE_TIMEOUT);
        terminations(LINE_TIMEOUT);
        Gauge.builder(NAT_ENTRIES, node.nat(), NatTable::size)
                .description("Requests that are being relayed")
                .register(registry);
        Gauge.builder(PAUSED, node.nat(), NodeMetrics::paused)
                .description("Relayed requests that wait for a side that does not take what there is")
                .register(registry);
        Gauge.builder(DRAINING, () -> draining.getAsBoolean() ? 1 : 0)
                .description("1 while the node ends after what it is doing")
                .register(registry);
        Gauge.builder(BUILD, () -> 1)
                .description("What runs here; always 1")
                .tags(Tags.of("version", node.version(), "role", node.role()))
                .register(registry);
        if (node.upstream().isPresent()) {
            connects();
            Gauge.builder(UPSTREAM_UP, upstream, NodeMetrics::up)
                    .description("1 if the upstream was there at the last look, 0 if not")
                    .register(registry);
        }
    }

    @Override
    public Transfer started(Caller caller, Call call) {
        String verb = call.request().verb();
        return (bytes, took, outcome) -> {
            Outcome.End end = outcome.end();
            verb(verb).count(end, took);
            if (isTermination(end)) {
                terminations(end.label()).increment();
            }
        };
    }

    @Override
    public void silent(Caller caller, boolean inRequest) {
        terminations(inRequest ? LINE_TIMEOUT : IDLE_TIMEOUT).increment();
    }

    @Override
    public void dialled(Duration took, boolean connected) {
        connects().record(took);
    }

    /** Found without the lock that a map may take to put it there, for it nearly always is. */
    private Verb verb(String name) {
        Verb known = verbs.get(name);
        return known != null ? known : verbs.computeIfAbsent(name, Verb::new);
    }

    private Counter terminations(String cause) {
        return Counter.builder(TERMINATIONS)
                .description("Transfers that broke off, and connections closed for their silence")
                .tag("cause", cause)
                .register(registry);
    }

    private Timer connects() {
        return Timer.builder(UPSTREAM_CONNECT)
                .description("Time to connect to another node for a client's call, or to fail to")
                .serviceLevelObjectives(CONNECT_BUCKETS)
                .register(registry);
    }

    private static boolean isTermination(Outcome.End end) {
        return end != Outcome.End.COMPLETE && end != Outcome.End.REFUSED;
    }

    private static long paused(NatTable table) {
        return table.snapshot().stream().filter(NatEntry::isPaused).count();
    }

    private static double up(UpstreamWatch upstream) {
        return upstream.found().map(found -> found.isUp() ? 1.0 : 0.0).orElse(Double.NaN);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** What is counted of the transfers of one verb. */
    private final class Verb {

        private final String name;
        private final Timer duration;
        private final Map<Outcome.End, Counter> results = new ConcurrentHashMap<>();

        Verb(String name) {
            this.name = name;
            this.duration = Timer.builder(TRANSFER_DURATION)
                    .description("Time from a request's line to the end of its answer")
                    .tag("verb", name)
                    .serviceLevelObjectives(TRANSFER_BUCKETS)
                    .register(registry);
        }

        void count(Outcome.End end, Duration took) {
            duration.record(took);
            Counter known = results.get(end);
            (known != null ? known : results.computeIfAbsent(end, this::result)).increment();
        }

        private Counter result(Outcome.End end) {
            return Counter.builder(TRANSFERS)
                    .description("Transfers that are over")
                    .tags(Tags.of("verb", name, "result", end.label()))
                    .register(registry);
        }
    }
}
