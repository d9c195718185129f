package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.client.ClientException;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.Targets;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Older programs in front of and behind nodes of our own, for every verb: what works, and the one error for what can't. */
@Timeout(60)
class OlderProgramsTest {

    /** Bodies that would be commands if a byte of them were ever taken for one. */
    private static final String TRAP = "LIST\nDOWNLOAD a\nQUIT\nOK 3\nERR no\nEND\n";

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes(Map.of("stall-timeout", "3s"));
    private TowpathClient client;
    private Node server;

    @BeforeEach
    void start() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("a"), "hi\n");
        Files.writeString(root.resolve("trap"), TRAP);
        server = nodes.server(root);
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void an_older_server_behind_a_proxy() throws Exception {
        try (StandIn older = OlderPrograms.server(new TreeMap<>(Map.of("a", "hi\n", "trap", TRAP)))) {
            everyVerb(nodes.proxy(older.port()).port());
        }
    }

    @Test
    void an_older_server_behind_two_proxies() throws Exception {
        try (StandIn older = OlderPrograms.server(new TreeMap<>(Map.of("a", "hi\n", "trap", TRAP)))) {
            everyVerb(nodes.proxy(nodes.proxy(older.port()).port()).port());
        }
    }

    @Test
    void an_older_proxy_between_a_proxy_and_a_server() throws Exception {
        try (StandIn older = OlderPrograms.proxy(server.port())) {
            everyVerb(nodes.proxy(older.port()).port());
        }
    }

    @Test
    void an_older_proxy_in_front() throws Exception {
        try (StandIn older = OlderPrograms.proxy(nodes.proxy(server.port()).port())) {
            list(older.port());
            get(older.port());
            missing(older.port());
            ClientException route = assertThrows(
                    ClientException.class,
                    () -> Nodes.get(client.list(new Location(
                            new Route(List.of(Nodes.local(older.port()), Nodes.local(server.port()))),
                            RemotePath.ROOT))));
            assertEquals(ClientException.Kind.BAD_ROUTE, route.kind());
        }
    }

    @Test
    void an_older_program_as_the_last_hop_of_a_route() throws Exception {
        Node near = nodes.server(folder.resolve("root"), List.of("127.0.0.0/8:*"));
        try (StandIn oldServer = OlderPrograms.server(new TreeMap<>(Map.of("a", "hi\n", "trap", TRAP)));
                StandIn oldProxy = OlderPrograms.proxy(server.port())) {
            for (StandIn older : List.of(oldServer, oldProxy)) {
                list(near.port(), older.port());
                get(near.port(), older.port());
                missing(near.port(), older.port());
                RefusedException ping = assertThrows(
                        RefusedException.class, () -> Nodes.get(client.ping(at("", near.port(), older.port()))));
                assertEquals("unknown command", ping.status().text());
            }
        }
    }

    /** Through a node of our own: the core works, its own verbs are its own, and nothing else reaches the older program. */
    private void everyVerb(int port) throws Exception {
        for (int i = 0; i < 3; i++) {
            list(port);
            get(port);
            missing(port);
        }
        Nodes.get(client.ping(at("", port)));
        try (RawClient raw = new RawClient(port)) {
            raw.send("DOWNLOAD trap\nLIST\nDOWNLOAD trap\nHELLO\nSTAT a\nPING\nQUIT\n");
            assertEquals("OK " + TRAP.length(), raw.readLine());
            assertEquals(TRAP, new String(raw.read(TRAP.length())));
            assertEquals("OK", raw.readLine());
            assertEquals(List.of("a", "trap"), raw.readListing());
            assertEquals("OK " + TRAP.length(), raw.readLine());
            assertEquals(TRAP, new String(raw.read(TRAP.length())));
            String greeting = raw.readLine();
            assertTrue(greeting.startsWith("OK "), greeting);
            raw.read(Integer.parseInt(greeting.substring(3)));
            assertEquals("ERR unknown command", raw.readLine());
            assertEquals("OK", raw.readLine());
            assertEquals("OK", raw.readLine());
            assertTrue(raw.isClosedByPeer());
        }
    }

    private void list(int... hops) {
        assertEquals(List.of("a", "trap"), Nodes.get(client.list(at("", hops))));
    }

    private void get(int... hops) throws IOException {
        Path copy = folder.resolve("copy");
        Nodes.get(client.download(at("trap", hops), () -> Targets.open(copy), (bytes, total) -> {}));
        assertEquals(TRAP, Files.readString(copy));
        Files.delete(copy);
    }

    private void missing(int... hops) {
        RefusedException e = assertThrows(
                RefusedException.class,
                () -> Nodes.get(client.download(
                        at("nothing", hops), () -> Targets.open(folder.resolve("no")), (bytes, total) -> {})));
        assertEquals("file not found", e.status().text());
    }

    private static Location at(String path, int... hops) {
        return new Location(new Route(Arrays.stream(hops).mapToObj(Nodes::local).toList()), RemotePath.ofFolder(path));
    }
}
