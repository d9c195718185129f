package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.net.SystemResolver;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that name their hops, over raw sockets. */
@Timeout(60)
class RouteTest extends RoutedNodesTest {

    @Test
    void a_file_comes_through_three_hops() throws Exception {
        try (RawClient client = new RawClient(a.port())) {
            client.send("VIA " + at(b) + "," + at(c) + " DOWNLOAD f\n");
            assertEquals("OK 2000000", client.readLine());
            assertTrue(RawClient.same(RawClient.pattern(2_000_000, 1), client.read(2_000_000)));
            client.send("VIA " + at(c) + " LIST\n");
            assertEquals("OK", client.readLine());
            assertEquals(List.of("a b", "f"), client.readListing());
            client.send("LIST\n");
            assertEquals("OK", client.readLine());
            assertEquals(List.of(), client.readListing());
        }
    }

    @Test
    void half_a_file_has_passed_three_hops_before_the_server_goes_on() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        try (StandIn server = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nfirst");
            assertTrue(goOn.await(10, TimeUnit.SECONDS));
            peer.send("after");
            peer.awaitEnd();
        })) {
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA " + at(b) + "," + at(c) + ",127.0.0.1:" + server.port() + " DOWNLOAD x\n");
                assertEquals("OK 10", client.readLine());
                assertEquals("first", new String(client.read(5), StandardCharsets.UTF_8));
                NatEntry entry = b.nat().snapshot().get(0);
                assertEquals("127.0.0.1:" + server.port(), entry.route().toString());
                assertEquals(entry.sid(), c.nat().snapshot().get(0).sid());
                goOn.countDown();
                assertEquals("after", new String(client.read(5), StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void the_same_node_may_stand_in_a_route_more_than_once() throws Exception {
        String route = at(b) + "," + at(a) + "," + at(b) + "," + at(a) + "," + at(c);
        try (RawClient client = new RawClient(a.port())) {
            assertEquals(
                    "OK 3\nhi\n",
                    client.send("VIA " + route + " DOWNLOAD a b\n").halfClose().readToEndAsText());
        }
    }

    @Test
    void hops_may_be_names_and_ipv6_addresses() throws Exception {
        Node.Settings s = nodes.settings(LOOPBACK);
        Node six;
        try {
            six = Nodes.get(Node.server(
                    nodes.vertx(),
                    new Node.Settings(
                            "::1",
                            0,
                            s.relayTo(),
                            s.natCapacity(),
                            s.dialects(),
                            s.managementPort(),
                            s.resolver(),
                            s.limits()),
                    new LocalStore(root),
                    Duration.ofSeconds(5)));
        } catch (IllegalStateException e) {
            Assumptions.abort("this machine has no IPv6: " + e.getMessage());
            return;
        }
        Node named = nodes.server(root, List.of("127.0.0.0/8:*", "[::1]:*"));
        try (RawClient client = new RawClient(named.port())) {
            client.send("VIA localhost:" + c.port() + ",[::1]:" + six.port() + " DOWNLOAD a b\n");
            assertEquals("OK 3", client.readLine());
            client.read(3);
            assertEquals(
                    "OK 3",
                    client.send("VIA [::1]:" + six.port() + " DOWNLOAD a b\n").readLine());
        }
    }

    @Test
    void a_name_is_looked_up_once_for_a_call() throws Exception {
        List<String> lookedUp = new CopyOnWriteArrayList<>();
        SystemResolver system = new SystemResolver(nodes.vertx());
        Node.Settings s = nodes.settings(LOOPBACK);
        Node node = Nodes.get(Node.server(
                nodes.vertx(),
                new Node.Settings(
                        s.host(),
                        0,
                        s.relayTo(),
                        s.natCapacity(),
                        s.dialects(),
                        s.managementPort(),
                        host -> {
                            lookedUp.add(host);
                            return system.resolve("127.0.0.1");
                        },
                        s.limits()),
                new LocalStore(root),
                Duration.ofSeconds(5)));
        try (StandIn older = StandIn.answering(line -> "OK 2\nok");
                RawClient client = new RawClient(node.port())) {
            client.send("VIA some.name:" + older.port() + " DOWNLOAD x\n");
            assertEquals("OK 2", client.readLine());
            assertEquals(List.of("some.name"), lookedUp);
        }
    }

    @Test
    void sixteen_hops_are_passed_and_what_goes_round_for_ever_is_ended() throws Exception {
        try (RawClient client = new RawClient(a.port())) {
            String fifteen = (at(b) + ",").repeat(15);
            client.send("VIA " + fifteen + at(c) + " DOWNLOAD a b\n");
            assertEquals("OK 3", client.readLine());
            client.read(3);
            client.send("WITH hop-left=1 LIST\n");
            assertEquals("OK", client.readLine());
            client.readListing();
            client.send("VIA " + at(b) + "," + at(c) + " WITH hop-left=1 DOWNLOAD a b\n");
            assertEquals("ERR proxy error: loop", client.readLine());
            client.send("VIA " + at(b) + "," + at(c) + " WITH hop-left=2 DOWNLOAD a b\n");
            assertEquals("OK 3", client.readLine());
        }
    }

    @Test
    void two_proxies_in_front_of_each_other_end_a_request_by_themselves() throws Exception {
        try (java.net.ServerSocket reserved = new java.net.ServerSocket(0)) {
            int port = reserved.getLocalPort();
            reserved.close();
            Node first = nodes.proxy(port);
            Node.Settings s = nodes.settings(List.of());
            Node second = Nodes.get(Node.proxy(
                    nodes.vertx(),
                    new Node.Settings(
                            s.host(),
                            port,
                            s.relayTo(),
                            s.natCapacity(),
                            s.dialects(),
                            s.managementPort(),
                            s.resolver(),
                            s.limits()),
                    Nodes.local(first.port())));
            try (RawClient client = new RawClient(first.port())) {
                assertEquals(
                        "ERR proxy error: loop", client.send("DOWNLOAD a\n").readLine());
                assertEquals("ERR proxy error: loop", client.send("LIST\n").readLine());
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> first.nat().size() == 0 && second.nat().size() == 0,
                    first.nat()::snapshot);
        }
    }

    @Test
    void hello_and_ping_are_asked_of_the_last_hop() throws Exception {
        Node proxy = nodes.proxy(c.port());
        try (RawClient client = new RawClient(a.port())) {
            client.send("VIA " + at(proxy) + " HELLO\n");
            int size = Integer.parseInt(client.readLine().substring(3));
            String greeting = new String(client.read(size), StandardCharsets.UTF_8);
            assertTrue(greeting.contains("\nrole proxy\n"), greeting);
            assertEquals(
                    "OK", client.send("VIA " + at(b) + "," + at(c) + " PING\n").readLine());
            assertEquals(
                    "ERR unknown command",
                    client.send("VIA " + at(b) + " QUIT\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
        }
    }
}
