package dev.towpath.net;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of uploads share: a server, a proxy before it, and one before that; and a look at what is kept. */
abstract class UploadNodesTest {

    final Nodes nodes = new Nodes(Map.of("stall-timeout", "2s"));

    @TempDir
    Path root;

    Node server;
    Node first;
    Node second;

    @BeforeEach
    final void start() throws IOException {
        Files.writeString(root.resolve("victim"), "still here");
        server = nodes.server(root);
        first = nodes.proxy(server.port());
        second = nodes.proxy(first.port());
    }

    @AfterEach
    final void stop() {
        nodes.close();
    }

    final int port(String way) {
        return way.equals("server") ? server.port() : way.equals("proxy") ? first.port() : second.port();
    }

    static String done(byte[] content) throws Exception {
        return "OK " + content.length + " sha256 "
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    final void awaitNobody() throws Exception {
        for (Node node : List.of(second, first, server)) {
            Await.until(
                    Duration.ofSeconds(8),
                    () -> node.connections() == 0 && node.nat().size() == 0,
                    node.nat()::snapshot);
        }
    }

    final List<String> visible() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    final long parts() {
        return kept().count();
    }

    final long partBytes() {
        return kept().mapToLong(f -> f.toFile().length()).sum();
    }

    private Stream<Path> kept() {
        Path area = root.resolve(".towpath-uploads");
        try {
            return Files.exists(area) ? Files.list(area) : Stream.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
