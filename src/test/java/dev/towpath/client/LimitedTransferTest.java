package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.Destination.LocalFile;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers with a limited rate: never faster, and never so jerky that a node takes it for a stall. */
@Timeout(60)
class LimitedTransferTest {

    private static final byte[] CONTENT = RawClient.pattern(6 << 20, 5);
    private static final byte[] LARGE = RawClient.pattern(26 << 20, 6);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes(Map.of("stall-timeout", "2s"));
    private Path root;
    private int port;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("f"), CONTENT);
        Files.write(root.resolve("large"), LARGE);
        port = nodes.proxy(nodes.server(root).port()).port();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_download_keeps_to_it() throws IOException {
        try (RemoteFiles files = files(2 << 20)) {
            takesAtLeast(
                    2400,
                    () -> files.download(
                            RemotePath.of("f"),
                            new LocalFile(folder.resolve("copy")),
                            DownloadPlan.PLAIN,
                            (n, of) -> {}));
        }
        assertTrue(RawClient.same(CONTENT, Files.readAllBytes(folder.resolve("copy"))));
    }

    @Test
    void several_streams_share_it() throws IOException {
        try (RemoteFiles files = files(10 << 20)) {
            takesAtLeast(
                    2000,
                    () -> files.download(
                            RemotePath.of("large"),
                            new LocalFile(folder.resolve("copy")),
                            new DownloadPlan(false, 0, true, 4),
                            (n, of) -> {}));
        }
        assertTrue(RawClient.same(LARGE, Files.readAllBytes(folder.resolve("copy"))));
    }

    @Test
    void an_upload_keeps_to_it_and_moves_all_the_time() throws IOException {
        Path file = Files.write(folder.resolve("mine"), java.util.Arrays.copyOf(CONTENT, 120_000));
        try (RemoteFiles files = files(40_000)) { // slower than a large piece every stall time
            takesAtLeast(
                    1500,
                    () -> files.upload(
                            new Source.LocalFile(file), RemotePath.of("mine"), UploadPlan.PLAIN, (n, of) -> {}));
        }
        assertTrue(RawClient.same(Files.readAllBytes(file), Files.readAllBytes(root.resolve("mine"))));
    }

    @Test
    void a_stream_from_standard_input_keeps_to_it() throws IOException {
        byte[] content = java.util.Arrays.copyOf(CONTENT, 1 << 20);
        try (RemoteFiles files = files(1 << 20)) {
            takesAtLeast(
                    800,
                    () -> files.upload(
                            new Source.Stream(Channels.newChannel(new ByteArrayInputStream(content))),
                            RemotePath.of("stream"),
                            UploadPlan.PLAIN,
                            (n, of) -> {}));
        }
        assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve("stream"))));
    }

    private RemoteFiles files(long rate) {
        ClientLimits limits = new ClientLimits(nodes.limits(), Duration.ofSeconds(5), Duration.ofSeconds(5));
        return new TowpathClient(nodes.vertx(), limits, RateLimit.of(rate))
                .files(Location.at(Nodes.local(port), RemotePath.ROOT));
    }

    /** A slow machine only makes it longer. */
    private static void takesAtLeast(long milliseconds, Supplier<Future<?>> transfer) {
        long start = System.nanoTime();
        Nodes.get(transfer.get());
        long took = (System.nanoTime() - start) / 1_000_000;
        assertTrue(took >= milliseconds, "took " + took + " ms");
    }
}
