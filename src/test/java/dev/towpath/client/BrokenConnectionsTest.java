package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.name.RemotePath;
import dev.towpath.testing.CuttingRelay;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connection breaks at random bytes of the content, before the proxy and behind it, while files go up and come down again. */
class BrokenConnectionsTest {

    private static final int CUTS = 200;
    private static final int LANES = 4;
    private static final int LARGEST = 2_000_000;

    @TempDir
    Path folder;

    private final List<CuttingRelay> relays = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong sentTwice = new AtomicLong();
    private final AtomicLong receivedTwice = new AtomicLong();

    @Test
    @Timeout(180)
    void two_hundred_cuts_within_bodies_harm_no_file() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        CuttingRelay.Fate fate = (up, length) -> {
            synchronized (random) {
                // mostly somewhere within, and now and then behind nearly all of it
                long at = random.nextInt(8) == 0 ? length - 1 : (long) (random.nextDouble() * length);
                return random.nextInt(5) < 2 && cuts() < CUTS ? at : -1;
            }
        };
        Path root = Files.createDirectory(folder.resolve("root"));
        try (Nodes nodes = new Nodes();
                CuttingRelay behind = new CuttingRelay(nodes.server(root).port(), fate);
                CuttingRelay before =
                        new CuttingRelay(nodes.proxy(behind.port()).port(), fate)) {
            relays.addAll(List.of(behind, before));
            TowpathClient client = new TowpathClient(
                    nodes.vertx(),
                    new ClientLimits(nodes.limits(), Duration.ofSeconds(5), Duration.ofSeconds(20)),
                    new UploadIds(null));
            ExecutorService lanes = Executors.newFixedThreadPool(LANES);
            List<Future<Void>> running = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                running.add(lanes.submit(upAndDown(client, before.port(), root, seed)));
            }
            for (Future<Void> lane : running) {
                lane.get(170, TimeUnit.SECONDS);
            }
            lanes.shutdown();
            int up = before.cutsUp() + behind.cutsUp();
            int down = before.cutsDown() + behind.cutsDown();
            System.out.printf(
                    "%d files, %d bytes each way, %d cuts within uploads and %d within downloads (%d before the proxy): "
                            + "%d bytes sent twice, %d received twice; seed %d%n",
                    numbers.get(),
                    bytes.get(),
                    up,
                    down,
                    before.cutsUp() + before.cutsDown(),
                    sentTwice.get(),
                    receivedTwice.get(),
                    seed);
            assertTrue(up + down >= 150, "only " + (up + down) + " cuts fell within a body");
            assertTrue(up >= 30 && down >= 30, "cuts up " + up + ", down " + down);
        }
    }

    private int cuts() {
        return relays.stream()
                .mapToInt(relay -> relay.cutsUp() + relay.cutsDown())
                .sum();
    }

    private Callable<Void> upAndDown(TowpathClient client, int port, Path root, long seed) {
        return () -> {
            try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
                while (cuts() < CUTS) {
                    upAndDown(files, root, numbers.incrementAndGet(), seed);
                }
            }
            return null;
        };
    }

    private void upAndDown(RemoteFiles files, Path root, int number, long seed) throws IOException {
        int size = new Random(seed + number).nextInt(number % 4 == 0 ? 60_000 : LARGEST) + 1;
        byte[] content = RawClient.pattern(size, number);
        Path file = Files.write(folder.resolve("up" + number), content);
        RemotePath path = RemotePath.of("f" + number);
        String what = number + " of " + size + " bytes, seed " + seed;

        Sent sent = wait(
                files.upload(new Source.LocalFile(file), path, new UploadPlan(false, false, 100, true), (b, t) -> {}));
        assertTrue(sent.verified(), what);
        assertEquals(size, sent.bytes(), what);
        assertTrue(RawClient.same(content, Files.readAllBytes(root.resolve(path.text()))), what);

        Path copy = folder.resolve("down" + number);
        Received received = wait(files.download(
                path, new Destination.LocalFile(copy), new DownloadPlan(false, 100, true), (b, t) -> {}));
        assertTrue(received.verified(), what);
        assertEquals(size, received.bytes(), what);
        assertTrue(RawClient.same(content, Files.readAllBytes(copy)), what);
        bytes.addAndGet(size);
        sentTwice.addAndGet(sent.again());
        receivedTwice.addAndGet(received.again());
    }

    private static <T> T wait(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(120, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
