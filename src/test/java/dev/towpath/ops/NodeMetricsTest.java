package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scrape of a node says, by what clients did to it over plain sockets. */
@Timeout(60)
class NodeMetricsTest {

    private static final int LARGE = 64 * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path root;

    @Test
    void transfers_are_counted_by_verb_and_result() throws Exception {
        Files.writeString(root.resolve("a"), "hello\n");
        try (Nodes nodes = new Nodes()) {
            WatchedNode server = WatchedNode.server(nodes, root);
            WatchedNode proxy = WatchedNode.proxy(nodes, server.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.download("a");
                client.download("a");
                assertEquals("ERR file not found", client.send("DOWNLOAD b\n").readLine());
                client.send("LIST\n").readLine();
                client.readListing();
                client.send("PING\n").readLine();
            }
            for (WatchedNode node : new WatchedNode[] {server, proxy}) {
                assertMetric(2, node, "towpath_transfers_total{result=\"complete\",verb=\"DOWNLOAD\"}");
                assertMetric(1, node, "towpath_transfers_total{result=\"refused\",verb=\"DOWNLOAD\"}");
                assertMetric(1, node, "towpath_transfers_total{result=\"complete\",verb=\"LIST\"}");
                assertMetric(3, node, "towpath_transfer_duration_seconds_count{verb=\"DOWNLOAD\"}");
                assertMetric(3, node, "towpath_transfer_duration_seconds_bucket{verb=\"DOWNLOAD\",le=\"+Inf\"}");
                assertMetric(12 + "a\nEND\n".length(), node, "towpath_bytes_total{direction=\"out\"}");
                assertMetric(0, node, "towpath_bytes_total{direction=\"in\"}");
                assertMetric(0, node, "towpath_terminations_total{cause=\"client_gone\"}");
            }
            assertFalse(proxy.scrape().contains("PING"), proxy::scrape);
            assertMetric(1, proxy, "towpath_upstream_connect_duration_seconds_count");
        }
    }

    @Test
    void connections_are_counted_as_they_come_and_go_and_are_refused() throws Exception {
        try (Nodes nodes = new Nodes(Map.of("max-connections", "2", "max-connections-per-address", "1"))) {
            WatchedNode server = WatchedNode.server(nodes, root);
            try (RawClient one = new RawClient(server.port())) {
                one.send("PING\n").readLine();
                assertMetric(1, server, "towpath_connections_active");
                try (RawClient other = new RawClient(server.port())) {
                    assertEquals("ERR busy", other.readLine());
                }
                assertMetric(1, server, "towpath_connections_refused_total{reason=\"max_connections_per_address\"}");
                assertMetric(0, server, "towpath_connections_refused_total{reason=\"max_connections\"}");
            }
            assertMetric(0, server, "towpath_connections_active");
            assertMetric(1, server, "towpath_connections_accepted_total");
        }
        try (Nodes nodes = new Nodes(Map.of("max-connections", "1"))) {
            WatchedNode server = WatchedNode.server(nodes, root);
            try (RawClient one = new RawClient(server.port())) {
                one.send("PING\n").readLine(); // who is let in is settled before the other comes
                try (RawClient other = new RawClient(server.port())) {
                    assertEquals("ERR busy", other.readLine());
                }
            }
            assertMetric(1, server, "towpath_connections_refused_total{reason=\"max_connections\"}");
        }
    }

    @Test
    void a_transfer_shows_while_it_runs_and_counts_its_bytes_once() throws Exception {
        large();
        try (Nodes nodes = new Nodes()) {
            WatchedNode server = WatchedNode.server(nodes, root);
            WatchedNode proxy = WatchedNode.proxy(nodes, server.port());
            try (RawClient client = new RawClient(proxy.port(), 16 * 1024)) {
                assertEquals("OK " + LARGE, client.send("DOWNLOAD large\n").readLine());
                client.skip(1024 * 1024);
                for (WatchedNode node : new WatchedNode[] {server, proxy}) {
                    Await.until(
                            PATIENCE,
                            () -> {
                                node.journal.tick();
                                return node.metric("towpath_bytes_total{direction=\"out\"}") >= 1024 * 1024;
                            },
                            node::scrape);
                    assertTrue(node.metric("towpath_bytes_total{direction=\"out\"}") < LARGE, node::scrape);
                    assertEquals(1, node.journal.runningCount());
                    assertEquals(0, node.journal.recent().size());
                }
                assertMetric(1, proxy, "towpath_nat_entries");
                assertMetric(1, proxy, "towpath_backpressure_paused");
                client.skip(LARGE - 1024 * 1024);
                assertMetric(0, proxy, "towpath_nat_entries");
                assertMetric(0, proxy, "towpath_backpressure_paused");
            }
            for (WatchedNode node : new WatchedNode[] {server, proxy}) {
                assertMetric(LARGE, node, "towpath_bytes_total{direction=\"out\"}");
                assertEquals(0, node.journal.runningCount());
            }
        }
    }

    @Test
    void what_broke_off_is_counted_by_its_cause() throws Exception {
        large();
        try (Nodes nodes = new Nodes(Map.of("idle-timeout", "300ms", "line-timeout", "300ms"));
                StandIn broken = StandIn.older(peer -> {
                    peer.readLine();
                    peer.send("OK 10\nhello");
                })) {
            WatchedNode server = WatchedNode.server(nodes, root);
            WatchedNode proxy = WatchedNode.proxy(nodes, broken.port());
            try (RawClient gone = new RawClient(server.port(), 16 * 1024)) {
                gone.send("DOWNLOAD large\n").readLine();
                gone.reset();
            }
            assertMetric(1, server, "towpath_terminations_total{cause=\"client_gone\"}");
            assertMetric(1, server, "towpath_transfers_total{result=\"client_gone\",verb=\"DOWNLOAD\"}");
            try (RawClient silent = new RawClient(server.port())) {
                silent.readToEnd();
            }
            assertMetric(1, server, "towpath_terminations_total{cause=\"idle_timeout\"}");
            try (RawClient silent = new RawClient(server.port())) {
                silent.send("DOWNL").readToEnd();
            }
            assertMetric(1, server, "towpath_terminations_total{cause=\"line_timeout\"}");
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD a\n").readToEnd();
            }
            assertMetric(1, proxy, "towpath_terminations_total{cause=\"source_failed\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain-stream", "chain-sized", "token"})
    void silence_in_an_older_dialect_counts_too(String dialect) throws Exception {
        try (Nodes nodes = new Nodes(Map.of("idle-timeout", "300ms", "line-timeout", "300ms"))) {
            WatchedNode server = WatchedNode.server(nodes, root, dialect + "=0");
            try (RawClient silent = new RawClient(server.node.listeners().get(1).port())) {
                silent.readToEnd();
            }
            assertMetric(1, server, "towpath_terminations_total{cause=\"idle_timeout\"}");
        }
    }

    @Test
    void an_upload_counts_as_bytes_from_clients_while_it_comes() throws Exception {
        try (Nodes nodes = new Nodes()) {
            WatchedNode server = WatchedNode.server(nodes, root);
            WatchedNode proxy = WatchedNode.proxy(nodes, server.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals("GO 0 200000", client.send("UPLOAD 200000 new\n").readLine());
                client.send(new byte[150_000]);
                for (WatchedNode node : new WatchedNode[] {server, proxy}) {
                    Await.until(
                            PATIENCE,
                            () -> {
                                node.journal.tick();
                                return node.metric("towpath_bytes_total{direction=\"in\"}") == 150_000;
                            },
                            node::scrape);
                }
                String answer = client.send(new byte[50_000]).readLine();
                assertTrue(answer.startsWith("OK 200000 "), answer);
            }
            for (WatchedNode node : new WatchedNode[] {server, proxy}) {
                assertMetric(200_000, node, "towpath_bytes_total{direction=\"in\"}");
                assertMetric(0, node, "towpath_bytes_total{direction=\"out\"}");
                assertMetric(1, node, "towpath_transfers_total{result=\"complete\",verb=\"UPLOAD\"}");
            }
        }
    }

    @Test
    void an_upstream_is_up_or_down_as_the_last_look_found_it() throws Exception {
        try (Nodes nodes = new Nodes()) {
            int gone;
            WatchedNode proxy;
            try (StandIn upstream = StandIn.answering(line -> "ERR unknown command\n")) {
                gone = upstream.port();
                proxy = WatchedNode.proxy(nodes, gone);
                assertTrue(Double.isNaN(proxy.metric("towpath_upstream_up")), "nobody has looked");
                Nodes.get(proxy.upstream.refresh());
                assertMetric(1, proxy, "towpath_upstream_up");
            }
            WatchedNode lonely = WatchedNode.proxy(nodes, gone);
            Nodes.get(lonely.upstream.refresh());
            assertMetric(0, lonely, "towpath_upstream_up");
            // looking is no connection that a client needed
            assertMetric(0, proxy, "towpath_upstream_connect_duration_seconds_count");
        }
    }

    @Test
    void a_node_says_what_it_is_and_whether_it_drains() {
        try (Nodes nodes = new Nodes()) {
            WatchedNode server = WatchedNode.server(nodes, root);
            assertEquals(1, server.metric("towpath_build_info{role=\"server\",version=\"1.2.3\"}"));
            assertEquals(0, server.metric("towpath_draining"));
            server.draining = true;
            assertEquals(1, server.metric("towpath_draining"));
        }
    }

    @Test
    void the_names_are_those_that_dashboards_know_and_no_label_holds_what_a_client_sent() throws Exception {
        Files.writeString(root.resolve("private name"), "x");
        try (Nodes nodes = new Nodes()) {
            WatchedNode server = WatchedNode.server(nodes, root);
            WatchedNode proxy = WatchedNode.proxy(nodes, server.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.download("private name");
                client.send("NONSENSE verb\n").readLine();
            }
            assertMetric(1, proxy, "towpath_transfers_total{result=\"complete\",verb=\"DOWNLOAD\"}");
            String scrape = proxy.scrape();
            Set<String> names = scrape.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("[{ ]", 2)[0])
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(
                    Set.of(
                            "towpath_backpressure_paused",
                            "towpath_build_info",
                            "towpath_bytes_total",
                            "towpath_connections_accepted_total",
                            "towpath_connections_active",
                            "towpath_connections_refused_total",
                            "towpath_draining",
                            "towpath_nat_entries",
                            "towpath_terminations_total",
                            "towpath_transfer_duration_seconds_bucket",
                            "towpath_transfer_duration_seconds_count",
                            "towpath_transfer_duration_seconds_max",
                            "towpath_transfer_duration_seconds_sum",
                            "towpath_transfers_total",
                            "towpath_upstream_connect_duration_seconds_bucket",
                            "towpath_upstream_connect_duration_seconds_count",
                            "towpath_upstream_connect_duration_seconds_max",
                            "towpath_upstream_connect_duration_seconds_sum",
                            "towpath_upstream_up"),
                    names);
            for (String secret : new String[] {"private", "127.0.0.1", "NONSENSE"}) {
                assertFalse(scrape.contains(secret), scrape);
            }
        }
    }

    private void large() throws IOException {
        try (var file = new java.io.RandomAccessFile(root.resolve("large").toFile(), "rw")) {
            file.setLength(LARGE);
        }
    }

    /** Waits: a node may count a moment after its client has the answer. */
    private static void assertMetric(double expected, WatchedNode node, String metric) throws Exception {
        Await.until(
                PATIENCE,
                () -> node.metric(metric) == expected,
                () -> metric + " is not " + expected + " in\n" + node.scrape());
    }
}
