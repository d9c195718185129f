package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.TowpathStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of a client that uploads share: a stand-in for the node, a large file, and a small one. */
abstract class UploadingClientTest {

    static final byte[] LARGE = RawClient.pattern(3_000_000, 7);
    static final byte[] SMALL = RawClient.pattern(1000, 8);

    @TempDir
    Path folder;

    final Nodes nodes = new Nodes();
    final Heard heard = new Heard();
    TowpathStandIn node;
    TowpathClient client;
    Path ids;
    Path large;
    Path small;

    @BeforeEach
    final void start() throws IOException {
        node = new TowpathStandIn();
        ids = folder.resolve("state/ids");
        client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                new UploadIds(ids));
        large = Files.write(folder.resolve("large"), LARGE);
        small = Files.write(folder.resolve("small"), SMALL);
        Files.setLastModifiedTime(small, FileTime.fromMillis(1234567890123L));
    }

    @AfterEach
    final void stop() throws IOException {
        node.close();
        nodes.close();
    }

    final Kind kind(Path file, UploadPlan plan) {
        return assertThrows(ClientException.class, () -> upload(file, plan)).kind();
    }

    final Sent upload(Path file, UploadPlan plan) {
        return upload(node.port(), file, plan);
    }

    final Sent upload(int port, Path file, UploadPlan plan) {
        return upload(port, new Source.LocalFile(file), plan);
    }

    final Sent upload(int port, Source source, UploadPlan plan) {
        try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
            return Nodes.get(files.upload(source, RemotePath.of("f"), plan, heard));
        }
    }
}
