package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ManyClientsTest {

    private static final int CLIENTS = 200;
    private static final int[] SIZES = {0, 1, 1000, 65_536, 65_537, 1_000_000, 3_000_001};

    @TempDir
    Path root;

    @Test
    void two_hundred_clients_at_once_get_every_byte_right() throws Exception {
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < SIZES.length; i++) {
            files.add(RawClient.pattern(SIZES[i], i));
            Files.write(root.resolve("f" + i), files.get(i));
        }
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Nodes nodes = new Nodes()) {
            Node server = nodes.server(root);
            Node proxy = nodes.proxy(server.port());
            CyclicBarrier together = new CyclicBarrier(CLIENTS);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int first = i;
                running.add(threads.submit(() -> {
                    try (RawClient client = new RawClient(proxy.port())) {
                        together.await(30, TimeUnit.SECONDS);
                        for (int n = 0; n < files.size(); n++) {
                            int file = (first + n) % files.size();
                            assertTrue(RawClient.same(files.get(file), client.download("f" + file)), "f" + file);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get(90, TimeUnit.SECONDS);
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> proxy.nat().size() == 0
                            && server.listener().connections() == 0
                            && proxy.listener().connections() == 0,
                    proxy.nat()::snapshot);
        } finally {
            threads.shutdownNow();
        }
    }
}
