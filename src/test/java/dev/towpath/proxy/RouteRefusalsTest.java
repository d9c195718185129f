package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that a hop refuses, over raw sockets: the client is told why, and its connection goes on. */
@Timeout(60)
class RouteRefusalsTest extends RoutedNodesTest {

    @Test
    void a_hop_that_is_not_allowed_is_refused_by_name() throws Exception {
        Node strict = nodes.server(root);
        try (RawClient client = new RawClient(a.port())) {
            assertEquals(
                    "ERR relay to " + at(c) + " is not allowed",
                    client.send("VIA " + at(strict) + "," + at(c) + " DOWNLOAD f\n")
                            .readLine());
            assertEquals(
                    "OK 3", client.send("VIA " + at(strict) + " DOWNLOAD a b\n").readLine());
        }
        Node proxy = nodes.proxy(c.port());
        try (RawClient client = new RawClient(proxy.port())) {
            assertEquals("OK 3", client.send("VIA " + at(c) + " DOWNLOAD a b\n").readLine());
            client.read(3);
            assertEquals(
                    "ERR relay to " + at(b) + " is not allowed",
                    client.send("VIA " + at(b) + " DOWNLOAD a b\n").readLine());
        }
    }

    @Test
    void options_that_must_be_understood_are_refused_by_who_answers() throws Exception {
        try (RawClient client = new RawClient(a.port())) {
            assertEquals(
                    "OK 3",
                    client.send("VIA " + at(c) + " WITH nobody=knows DOWNLOAD a b\n")
                            .readLine());
            client.read(3);
            assertEquals(
                    "ERR option not supported: nobody",
                    client.send("VIA " + at(b) + "," + at(c) + " WITH !nobody DOWNLOAD a b\n")
                            .readLine());
            assertEquals(
                    "ERR option not supported: nobody",
                    client.send("WITH !nobody PING\n").readLine());
            assertEquals(
                    "ERR option not supported: nobody",
                    client.send("WITH !nobody LIST\n").readLine());
            assertEquals("OK", client.send("WITH !sid=0123456789abcdef PING\n").readLine());
        }
    }

    @Test
    void a_line_that_outgrows_the_protocol_on_its_way_is_refused() throws Exception {
        Path deep = root.resolve("x");
        try (RawClient client = new RawClient(a.port())) {
            String path = "y/".repeat(2000) + deep.getFileName();
            String options = "WITH " + "k=" + "v".repeat(1018);
            client.send("VIA " + at(c) + " " + options + " DOWNLOAD " + path + "\n");
            assertEquals("ERR line too long", client.readLine());
            assertEquals("OK", client.send("PING\n").readLine());
        }
    }

    @Test
    void calls_that_are_refused_on_a_kept_connection_leave_no_entry() throws Exception {
        try (StandIn older = StandIn.answering(line -> "OK 2\nok")) {
            String hop = "127.0.0.1:" + older.port();
            try (RawClient client = new RawClient(a.port())) {
                for (int i = 0; i < 5; i++) {
                    client.send("VIA " + hop + " DOWNLOAD x\n");
                    assertEquals("OK 2", client.readLine());
                    client.read(2);
                    assertEquals(
                            "ERR option not supported: nope",
                            client.send("VIA " + hop + " WITH !nope DOWNLOAD x\n")
                                    .readLine());
                    String grows =
                            "VIA " + at(c) + " WITH k=" + "v".repeat(1000) + " DOWNLOAD " + "y/".repeat(2000) + "f\n";
                    client.send("VIA " + at(c) + " PING\n");
                    assertEquals("OK", client.readLine());
                    assertEquals("ERR line too long", client.send(grows).readLine());
                }
                assertEquals(0, a.nat().size());
            }
        }
    }

    @Test
    void a_full_nat_table_is_busy_and_the_connection_goes_on() throws Exception {
        Node.Settings s = nodes.settings(List.of());
        try (StandIn silent = StandIn.older(StandIn.Peer::awaitEnd)) {
            Node proxy = Nodes.get(Node.proxy(
                    nodes.vertx(),
                    new Node.Settings(
                            s.host(), 0, s.relayTo(), 1, s.dialects(), s.managementPort(), s.resolver(), s.limits()),
                    Nodes.local(silent.port())));
            try (RawClient first = new RawClient(proxy.port());
                    RawClient second = new RawClient(proxy.port())) {
                first.send("DOWNLOAD x\n");
                Await.until(Duration.ofSeconds(5), () -> proxy.nat().size() == 1, proxy.nat()::snapshot);
                assertEquals("ERR busy", second.send("DOWNLOAD y\n").readLine());
                assertEquals("OK", second.send("PING\n").readLine());
                first.reset();
                Await.until(Duration.ofSeconds(5), () -> proxy.nat().size() == 0, proxy.nat()::snapshot);
            }
        }
    }
}
