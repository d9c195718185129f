package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.net.SystemResolver;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls that name their hops, over raw sockets. */
@Timeout(60)
class RouteTest {

    private static final List<String> LOOPBACK = List.of("127.0.0.0/8:*", "[::1]:*");

    @TempDir
    Path root;

    private final Nodes nodes = new Nodes();
    private Node a;
    private Node b;
    private Node c;

    @BeforeEach
    void start() throws IOException {
        Files.write(root.resolve("f"), RawClient.pattern(2_000_000, 1));
        Files.writeString(root.resolve("a b"), "hi\n");
        Path empty = Files.createDirectory(root.resolve("empty"));
        a = nodes.server(empty, LOOPBACK);
        b = nodes.server(empty, LOOPBACK);
        c = nodes.server(root, LOOPBACK);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

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
    void options_pass_byte_for_byte_and_a_transfer_keeps_its_name() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn towpath = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(line.equals("HELLO") ? "OK 10\ntowpath/1\n" : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA " + at(b) + ",127.0.0.1:" + towpath.port()
                        + " WITH x=;!y=1/2;hop-strange=1;sid=0123456789abcdef DOWNLOAD f\n");
                assertEquals("OK 2", client.readLine());
                client.read(2);
                client.send("VIA 127.0.0.1:" + towpath.port() + " DOWNLOAD f\n");
                assertEquals("OK 2", client.readLine());
            }
        }
        seen.removeAll(List.of("HELLO", "PING"));
        assertEquals("WITH hop-left=14;x=;!y=1/2;sid=0123456789abcdef DOWNLOAD f", seen.get(0));
        assertTrue(seen.get(1).matches("WITH hop-left=15;sid=[0-9a-f]{16} DOWNLOAD f"), seen.get(1));
    }

    @Test
    void an_older_program_can_be_the_last_hop_and_gets_only_what_it_knows() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn older = StandIn.answeringOnce(line -> {
            seen.add(line);
            return line.equals("LIST") ? "OK\nx\nEND\n" : "OK 5\nhello";
        })) {
            String hop = "127.0.0.1:" + older.port();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA " + at(b) + "," + hop + " WITH sid=0123456789abcdef DOWNLOAD x\n");
                assertEquals("OK 5", client.readLine());
                assertEquals("hello", new String(client.read(5), StandardCharsets.UTF_8));
                assertEquals("OK", client.send("VIA " + hop + " LIST\n").readLine());
                assertEquals(List.of("x"), client.readListing());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + " PING\n").readLine());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + " HELLO\n").readLine());
                assertEquals(
                        "ERR unknown command",
                        client.send("VIA " + hop + "," + at(c) + " DOWNLOAD x\n")
                                .readLine());
                assertEquals(
                        "ERR option not supported: z",
                        client.send("VIA " + hop + " WITH !z DOWNLOAD x\n").readLine());
                assertEquals("OK", client.send("PING\n").readLine());
            }
        }
        assertEquals(List.of("DOWNLOAD x", "LIST"), seen);
    }

    /** An older proxy drops the bodies of answers it does not know, so that the next answer stands in their place. */
    @Test
    void an_older_proxy_is_told_apart_at_once() throws Exception {
        try (StandIn proxy = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(
                        switch (line) {
                            case "HELLO" -> "OK 120\n";
                            case "PING" -> "OK\n";
                            default -> "OK 5\nhello";
                        });
            }
        })) {
            long start = System.nanoTime();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA 127.0.0.1:" + proxy.port() + " DOWNLOAD x\n");
                assertEquals("OK 5", client.readLine());
            }
            // decided by the first wrong byte, not by the 5 s a silent peer would get
            assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(4));
        }
    }

    @Test
    void a_client_that_leaves_during_an_introduction_says_nothing_about_the_peer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn slow = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                asked.countDown();
                goOn.await(10, TimeUnit.SECONDS);
                peer.send(line.equals("HELLO") ? "OK 10\ntowpath/1\n" : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            RawClient leaver = new RawClient(a.port());
            leaver.send("VIA 127.0.0.1:" + slow.port() + " DOWNLOAD x\n");
            assertTrue(asked.await(5, TimeUnit.SECONDS));
            leaver.reset();
            Await.until(
                    Duration.ofSeconds(5),
                    () -> a.nat().size() == 0 && a.listener().connections() == 0,
                    a.nat()::snapshot);
            goOn.countDown();
            try (RawClient client = new RawClient(a.port())) {
                client.send("VIA 127.0.0.1:" + slow.port() + " DOWNLOAD x\n");
                assertEquals("OK 2", client.readLine());
                client.read(2);
            }
            assertTrue(seen.stream().anyMatch(line -> line.startsWith("WITH hop-left=15;")), seen::toString);
            assertFalse(seen.contains("DOWNLOAD x"), "asked as an older program");
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
    void a_node_that_is_busy_is_not_taken_for_an_older_one() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (StandIn busyAtFirst = new StandIn(peer -> {
            boolean busy = seen.isEmpty();
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(
                        busy
                                ? "ERR busy\n"
                                : line.equals("HELLO")
                                        ? "OK 10\ntowpath/1\n"
                                        : line.equals("PING") ? "OK\n" : "OK 2\nok");
            }
        })) {
            try (RawClient client = new RawClient(a.port())) {
                String call = "VIA 127.0.0.1:" + busyAtFirst.port() + " DOWNLOAD x\n";
                assertEquals("ERR busy", client.send(call).readLine());
                assertEquals("OK 2", client.send(call).readLine());
                client.read(2);
            }
            assertTrue(seen.stream().anyMatch(line -> line.startsWith("WITH hop-left=15;")), seen::toString);
            assertFalse(seen.contains("DOWNLOAD x"), "asked as an older program");
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

    private static String at(Node node) {
        return "127.0.0.1:" + node.port();
    }
}
