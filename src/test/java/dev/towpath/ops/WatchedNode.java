package dev.towpath.ops;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.kernel.Pipes;
import dev.towpath.net.SystemResolver;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Nodes;
import dev.towpath.wire.HostPort;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A node of this process with all that watches one. */
final class WatchedNode {

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final TransferJournal journal = new TransferJournal();
    final NodeMetrics metrics = new NodeMetrics(registry, journal);
    final Node node;
    final ObservedNode observed;
    volatile boolean draining;

    private WatchedNode(String role, Nodes nodes, List<DialectPort> dialects, Function<Node.Settings, Node> start) {
        Node.Settings settings = new Node.Settings(
                "127.0.0.1",
                0,
                List.of(),
                1000,
                dialects,
                () -> 0,
                new SystemResolver(nodes.vertx()),
                nodes.limits(),
                List.of(metrics, journal),
                Pipes.NONE);
        node = start.apply(settings);
        observed = new ObservedNode(
                role,
                "1.2.3",
                List.of("127.0.0.1:" + node.port()),
                node.upstream(),
                node.nat(),
                node.listener().admission(),
                node.problem(),
                nodes.limits().drainTimeout());
    }

    static WatchedNode server(Nodes nodes, Path root, String... dialects) {
        return new WatchedNode(
                        "server",
                        nodes,
                        Stream.of(dialects).map(DialectPort::parse).toList(),
                        s -> Nodes.get(Node.server(nodes.vertx(), s, new LocalStore(root), Duration.ofSeconds(5))))
                .shown(new UpstreamWatch(() -> null));
    }

    static WatchedNode proxy(Nodes nodes, int upstream) {
        WatchedNode proxy = new WatchedNode(
                "proxy",
                nodes,
                List.of(),
                s -> Nodes.get(Node.proxy(nodes.vertx(), s, new HostPort("127.0.0.1", upstream))));
        return proxy.shown(new UpstreamWatch(proxy.node.problem()));
    }

    private WatchedNode shown(UpstreamWatch upstream) {
        this.upstream = upstream;
        metrics.show(observed, upstream, () -> draining);
        return this;
    }

    UpstreamWatch upstream;

    int port() {
        return node.port();
    }

    /** All of it, in the form that the management port gives. */
    String scrape() {
        return registry.scrape(TextFormat.CONTENT_TYPE_OPENMETRICS_100);
    }

    /** What a scrape has of a metric with these labels, as they are printed; NaN if there is none. */
    double metric(String name) {
        return scrape().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }
}
