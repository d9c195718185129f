package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.client.ClientException;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.Received;
import dev.towpath.client.Targets;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The two older chains alike: what both refuse, older relays among nodes of our own, and the client. */
@Timeout(90)
class ChainTest extends ChainNodesTest {

    @Test
    void a_request_of_more_than_4096_bytes_is_a_reset() throws Exception {
        for (int port : List.of(stream(server), sized(server))) {
            try (RawClient client = new RawClient(port)) {
                client.send("x".repeat(5000));
                assertEquals(0, client.readToEndOrReset().length);
            }
        }
    }

    @Test
    void older_relays_stand_between_nodes_of_our_own() throws Exception {
        try (StandIn one = OlderPrograms.streamRelay();
                StandIn two = OlderPrograms.streamRelay()) {
            String route = "\n127.0.0.1 " + stream(proxy) + "\n127.0.0.1 " + one.port() + "\n127.0.0.1 "
                    + stream(server) + "\n127.0.0.1 " + two.port() + "\n127.0.0.1 " + stream(strict) + "\n";
            assertTrue(RawClient.same(FILE, ask(stream(server), "f" + route)));
            assertTrue(RawClient.same(FILE, ask(one.port(), "f" + route)), "an older one in front");
        }
        try (StandIn one = OlderPrograms.sizedRelay();
                StandIn two = OlderPrograms.sizedRelay()) {
            String route = "\n127.0.0.1 " + sized(proxy) + "\n127.0.0.1 " + one.port() + "\n127.0.0.1 " + sized(server)
                    + "\n127.0.0.1 " + two.port() + "\n127.0.0.1 " + sized(strict);
            for (int first : List.of(sized(server), one.port())) {
                try (RawClient client = new RawClient(first)) {
                    client.send("f\nme 1" + route);
                    assertEquals("3000001", text(client.read(7)));
                    client.send("ack_");
                    assertTrue(RawClient.same(FILE, client.read(FILE.length)));
                }
            }
            assertEquals("NA", text(ask(sized(server), "nothing\nme 1" + route)));
        }
        assertEmpty();
    }

    @Test
    void the_client_fetches_along_both_chains() throws Exception {
        Path copy = folder.resolve("copy");
        for (Protocol protocol : List.of(Protocol.CHAIN_STREAM, Protocol.CHAIN_SIZED)) {
            List<HostPort> hops = new ArrayList<>();
            for (Node node : List.of(server, proxy, strict)) {
                hops.add(Nodes.local(protocol == Protocol.CHAIN_STREAM ? stream(node) : sized(node)));
            }
            Received received = fetch(protocol, hops, "f", copy);
            assertEquals(FILE.length, received.bytes());
            assertEquals(protocol == Protocol.CHAIN_SIZED, received.sizeChecked());
            assertTrue(RawClient.same(FILE, Files.readAllBytes(copy)));
            Files.delete(copy);
        }
    }

    @Test
    void the_client_tells_what_went_wrong() throws Exception {
        Path copy = folder.resolve("copy");
        ClientException empty = assertThrows(
                ClientException.class,
                () -> fetch(Protocol.CHAIN_STREAM, List.of(Nodes.local(stream(server))), "nothing", copy));
        assertEquals(ClientException.Kind.INCOMPLETE, empty.kind());
        RefusedException missing = assertThrows(
                RefusedException.class,
                () -> fetch(Protocol.CHAIN_SIZED, List.of(Nodes.local(sized(server))), "nothing", copy));
        assertEquals("file not found", missing.status().text());
        try (StandIn resetting = new StandIn(peer -> {
            peer.readOnce(1024);
            peer.send("some");
            peer.reset();
        })) {
            ClientException reset = assertThrows(
                    ClientException.class,
                    () -> fetch(Protocol.CHAIN_STREAM, List.of(Nodes.local(resetting.port())), "f", copy));
            assertEquals(ClientException.Kind.INCOMPLETE, reset.kind());
        }
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            for (Protocol protocol : List.of(Protocol.CHAIN_STREAM, Protocol.CHAIN_SIZED)) {
                ClientException silence = assertThrows(
                        ClientException.class,
                        () -> fetch(protocol, List.of(Nodes.local(silent.port())), "f", copy, Duration.ofSeconds(1)));
                assertEquals(ClientException.Kind.TIMED_OUT, silence.kind());
            }
        }
        assertFalse(Files.exists(copy));
    }

    private Received fetch(Protocol protocol, List<HostPort> hops, String name, Path to) {
        return fetch(protocol, hops, name, to, Duration.ofSeconds(10));
    }

    private Received fetch(Protocol protocol, List<HostPort> hops, String name, Path to, Duration silence) {
        TowpathClient client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(
                        nodes.limits(), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), silence));
        Location location = new Location(new Route(protocol, hops), RemotePath.of(name));
        return Nodes.get(client.download(location, () -> Targets.open(to), (bytes, total) -> {}));
    }
}
