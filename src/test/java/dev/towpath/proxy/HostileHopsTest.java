package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.cli.Node;
import dev.towpath.net.SystemResolver;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node answers to hops that nobody names in good faith, over a raw socket. */
@Timeout(60)
class HostileHopsTest {

    @TempDir
    static Path root;

    private static Nodes nodes;
    private static ServerSocket management;
    private static Node open;
    private static Node loopback;

    @BeforeAll
    static void start() throws IOException {
        nodes = new Nodes();
        management = new ServerSocket(0);
        open = server(List.of("any"));
        loopback = server(List.of("any", "127.0.0.0/8:*", "[::1]:*", "0.0.0.0/8:*", "two.example:*"));
    }

    @AfterAll
    static void stop() throws IOException {
        nodes.close();
        management.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:9, relay to 0.0.0.0:9 is not allowed",
        "[::]:9, relay to [::]:9 is not allowed",
        "[::ffff:127.0.0.1]:9, relay to [::ffff:127.0.0.1]:9 is not allowed",
        "[64:ff9b::7f00:1]:9, relay to [64:ff9b::7f00:1]:9 is not allowed",
        "169.254.169.254:80, relay to 169.254.169.254:80 is not allowed",
        "127.0.0.1:22, relay to 127.0.0.1:22 is not allowed",
        "localhost:22, relay to localhost:22 is not allowed",
        "two.example:9, relay to two.example:9 is not allowed",
        "2130706433:9, bad route",
        "017700000001:9, bad route",
        "0x7f000001:9, bad route",
        "127.1:9, bad route",
        "127.0.0.1:0, bad route",
        "127.0.0.1:65536, bad route",
        "127.0.0.1:08, bad route",
        "'203.0.113.1:9,,203.0.113.2:9', bad route",
        "'203.0.113.1:9,', bad route",
        "'203.0.113.1:9 VIA 203.0.113.2:9', bad route"
    })
    void a_node_that_relays_to_any_place_does_not_relay_there(String hop, String answer) throws IOException {
        try (RawClient client = new RawClient(open.port())) {
            assertEquals("ERR " + answer, client.send("VIA " + hop + " LIST\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
        }
        assertEquals(0, open.nat().size());
    }

    @Test
    void routes_that_are_too_long_are_bad() throws IOException {
        try (RawClient client = new RawClient(loopback.port())) {
            for (int hops : List.of(17, 400)) {
                String route = ("127.0.0.1:9,").repeat(hops - 1) + "127.0.0.1:9";
                assertEquals(
                        "ERR bad route", client.send("VIA " + route + " LIST\n").readLine());
            }
        }
    }

    @Test
    void the_management_port_is_refused_even_where_loopback_is_open() throws IOException {
        int port = management.getLocalPort();
        try (RawClient client = new RawClient(loopback.port())) {
            for (String host : List.of("127.0.0.1", "127.8.8.8", "0.0.0.0", "[::1]", "localhost")) {
                assertEquals(
                        "ERR relay to " + host + ":" + port + " is not allowed",
                        client.send("VIA " + host + ":" + port + " LIST\n").readLine());
            }
        }
    }

    @Test
    void the_node_itself_may_be_a_hop_and_comes_to_an_end() throws IOException {
        String self = "127.0.0.1:" + loopback.port();
        try (RawClient client = new RawClient(loopback.port())) {
            assertEquals(
                    "OK",
                    client.send("VIA " + self + "," + self + "," + self + " LIST\n")
                            .readLine());
            assertEquals(List.of(), client.readListing());
            assertEquals(
                    "ERR proxy error: loop",
                    client.send("VIA " + self + "," + self + " WITH hop-left=1 LIST\n")
                            .readLine());
        }
    }

    private static Node server(List<String> relayTo) {
        Node.Settings s = nodes.settings(relayTo);
        SystemResolver system = new SystemResolver(nodes.vertx());
        return Nodes.get(Node.server(
                nodes.vertx(),
                new Node.Settings(
                        s.host(),
                        0,
                        s.relayTo(),
                        s.natCapacity(),
                        s.dialects(),
                        management::getLocalPort,
                        host -> host.equals("two.example") ? twoAddresses() : system.resolve(host),
                        s.limits()),
                new LocalStore(root),
                Duration.ofSeconds(5)));
    }

    /** One address that anyone may be relayed to, and one that is this machine. */
    private static Future<List<InetAddress>> twoAddresses() {
        try {
            return Future.succeededFuture(
                    List.of(InetAddress.getByName("203.0.113.1"), InetAddress.getByName("127.0.0.1")));
        } catch (UnknownHostException e) {
            return Future.failedFuture(e);
        }
    }
}
