package dev.towpath.dialect;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the two older chains share: three nodes that listen for both, and one file. */
abstract class ChainNodesTest {

    static final byte[] FILE = RawClient.pattern(3_000_001, 9);

    @TempDir
    Path folder;

    final Nodes nodes = new Nodes(Map.of("stall-timeout", "3s", "hop-timeout", "500ms", "linger-timeout", "500ms"));
    Node server;
    Node strict;
    Node proxy;

    @BeforeEach
    final void start() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("f"), FILE);
        Files.writeString(root.resolve("a b"), "hi\n");
        Files.writeString(root.resolve("empty"), "");
        server = server(root, List.of("127.0.0.0/8:*"));
        strict = server(root, List.of());
        proxy = Nodes.get(Node.proxy(nodes.vertx(), settings(List.of("127.0.0.0/8:*")), Nodes.local(server.port())));
    }

    @AfterEach
    final void stop() {
        nodes.close();
    }

    private Node server(Path root, List<String> relayTo) {
        return Nodes.get(Node.server(nodes.vertx(), settings(relayTo), new LocalStore(root), Duration.ofSeconds(5)));
    }

    final Node.Settings settings(List<String> relayTo) {
        Node.Settings s = nodes.settings(relayTo);
        List<DialectPort> dialects =
                List.of(DialectPort.parse("chain-stream=0"), DialectPort.parse("chain-sized=127.0.0.1:0"));
        return new Node.Settings(
                s.host(), 0, s.relayTo(), s.natCapacity(), dialects, s.managementPort(), s.resolver(), s.limits());
    }

    static int stream(Node node) {
        return node.listeners().get(1).port();
    }

    static int sized(Node node) {
        return node.listeners().get(2).port();
    }

    final void assertEmpty() throws Exception {
        List<Node> all = List.of(server, strict, proxy);
        Await.until(
                Duration.ofSeconds(8),
                () -> all.stream().allMatch(n -> n.nat().size() == 0 && n.connections() == 0),
                () -> all.stream()
                        .map(n -> n.nat().size() + " entries, " + n.connections() + " connections")
                        .toList());
    }

    /** Sends a request, leaves it to the node to see its end, reads the answer to its end. */
    static byte[] ask(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).readToEnd();
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
