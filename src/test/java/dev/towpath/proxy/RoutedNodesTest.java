package dev.towpath.proxy;

import dev.towpath.cli.Node;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of routes share: three servers that may relay to each other, the last of which has files. */
abstract class RoutedNodesTest {

    static final List<String> LOOPBACK = List.of("127.0.0.0/8:*", "[::1]:*");

    @TempDir
    Path root;

    final Nodes nodes = new Nodes();
    Node a;
    Node b;
    Node c;

    @BeforeEach
    final void start() throws IOException {
        Files.write(root.resolve("f"), RawClient.pattern(2_000_000, 1));
        Files.writeString(root.resolve("a b"), "hi\n");
        Path empty = Files.createDirectory(root.resolve("empty"));
        a = nodes.server(empty, LOOPBACK);
        b = nodes.server(empty, LOOPBACK);
        c = nodes.server(root, LOOPBACK);
    }

    @AfterEach
    final void stop() {
        nodes.close();
    }

    static String at(Node node) {
        return "127.0.0.1:" + node.port();
    }
}
