package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.net.NodeIdentity;
import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What nodes hold on to, in memory and in open files, while clients stall and after they have vanished. */
class MemoryIT extends ProcessTest {

    private static final long MIB = 1024 * 1024;
    private static final long SIZE = 1024 * MIB;
    private static final int SAMPLES = 8;
    private static final int VANISHING = 1000;
    private static final int AT_ONCE = 50;

    /** Heap in use, and memory outside the heap that buffers hold: Java's own, and Netty's, which Java does not count. */
    private static final Pattern MEMORY =
            Pattern.compile("(?m)^(?:jvm_memory_used_bytes\\{area=\"heap\"|jvm_buffer_memory_used_bytes\\{"
                    + "|netty_allocator_memory_used\\{[^}]*memory_type=\"direct\")[^}]*\\} (\\S+)$");

    @Test
    void a_stalled_reader_of_a_big_file_costs_no_memory_and_then_gets_every_byte() throws Exception {
        Path root = root("warm");
        long expected = writeBig(root.resolve("big"));
        ProcessUnderTest server = launcher().flag("-Xmx128m").server(root);
        ProcessUnderTest proxy = launcher().flag("-Xmx128m").proxy(server.port());
        // what is loaded and compiled once is not what is measured
        try (RawClient client = new RawClient(proxy.port())) {
            assertEquals("OK " + SIZE, client.send("DOWNLOAD big\n").readLine());
            assertEquals(SIZE / 4, client.skip(SIZE / 4));
        }
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (RawClient stalled = new RawClient(proxy.port(), 64 * 1024)) {
            List<Sample> ofServer = new ArrayList<>(List.of(Sample.of(server)));
            List<Sample> ofProxy = new ArrayList<>(List.of(Sample.of(proxy)));
            assertEquals("OK " + SIZE, stalled.send("DOWNLOAD big\n").readLine());
            for (int i = 0; i < SAMPLES; i++) {
                ofServer.add(clock.schedule(() -> Sample.of(server), 1, TimeUnit.SECONDS)
                        .get(10, TimeUnit.SECONDS));
                ofProxy.add(Sample.of(proxy));
            }
            assertGrowsLittle("server", ofServer);
            assertGrowsLittle("proxy", ofProxy);

            CRC32 crc = new CRC32();
            for (long left = SIZE; left > 0; left -= MIB) {
                crc.update(stalled.read((int) MIB));
            }
            assertEquals(expected, crc.getValue());
            assertEquals("OK", stalled.send("PING\n").readLine());
        } finally {
            clock.shutdownNow();
        }
    }

    @Test
    void an_upload_that_the_upstream_does_not_read_costs_the_proxy_no_memory() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicLong read = new AtomicLong();
        byte[] greeting = NodeIdentity.random("0", "server").greeting();
        try (StandIn upstream = new StandIn(peer -> {
            peer.readLine();
            peer.readLine();
            peer.send("OK " + greeting.length + "\n");
            peer.send(greeting);
            peer.send("OK\n");
            peer.readLine();
            peer.send("GO 0 " + SIZE + "\n");
            await(goOn);
            for (long left = SIZE; left > 0; left -= MIB) {
                read.addAndGet(peer.read((int) MIB).length);
            }
            peer.send("OK " + SIZE + " sha256 " + "0".repeat(64) + "\n");
        })) {
            ProcessUnderTest proxy = launcher().flag("-Xmx128m").proxy(upstream.port());
            ExecutorService sender = Executors.newSingleThreadExecutor();
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals(
                        "GO 0 " + SIZE, client.send("UPLOAD " + SIZE + " big\n").readLine());
                List<Sample> samples = new ArrayList<>(List.of(Sample.of(proxy)));
                Future<?> sent = sender.submit(() -> {
                    byte[] block = RawClient.pattern((int) MIB, 1);
                    for (long left = SIZE; left > 0; left -= MIB) {
                        client.send(block);
                    }
                    return null;
                });
                for (int i = 0; i < SAMPLES; i++) {
                    assertThrows(TimeoutException.class, () -> sent.get(1, TimeUnit.SECONDS));
                    samples.add(Sample.of(proxy));
                }
                assertGrowsLittle("proxy", samples);
                goOn.countDown();
                sent.get(60, TimeUnit.SECONDS);
                assertEquals("OK " + SIZE + " sha256 " + "0".repeat(64), client.readLine());
                assertEquals(SIZE, read.get());
            } finally {
                goOn.countDown();
                sender.shutdownNow();
            }
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void a_thousand_clients_that_vanish_leave_nothing_behind() throws Exception {
        Path root = root("warm");
        writeBig(root.resolve("big"));
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        // the first ones open what stays open: event loops, worker threads, the management connection
        vanish(proxy.port(), AT_ONCE);
        awaitNatEmpty(proxy);
        int ofServer = ProcFs.openFiles(server.pid());
        int ofProxy = ProcFs.openFiles(proxy.pid());

        for (int i = 0; i < VANISHING; i += AT_ONCE) {
            vanish(proxy.port(), AT_ONCE);
        }

        Await.until(
                Duration.ofSeconds(5),
                () -> proxy.admin("/nat").body().equals("[]")
                        && Math.abs(ProcFs.openFiles(server.pid()) - ofServer) <= 2
                        && Math.abs(ProcFs.openFiles(proxy.pid()) - ofProxy) <= 2,
                () -> "open files of the server " + ofServer + " -> " + openFiles(server) + ", of the proxy " + ofProxy
                        + " -> " + openFiles(proxy));
        try (RawClient next = new RawClient(proxy.port())) {
            assertEquals(
                    "content of warm\n", new String(next.download("warm"), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /** So many downloads at once whose clients go in the middle, every other one by a reset. */
    private static void vanish(int port, int count) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(new RawClient(port, 16 * 1024).send("DOWNLOAD big\n"));
        }
        for (int i = 0; i < count; i++) {
            RawClient client = clients.get(i);
            assertEquals("OK " + SIZE, client.readLine());
            assertEquals(1000, client.read(1000).length);
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }
    }

    /** Writes a file that takes little room but has something to get wrong in each MiB; its checksum. */
    private static long writeBig(Path path) throws Exception {
        CRC32 crc = new CRC32();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
            byte[] block = new byte[(int) MIB];
            for (int i = 0; i < SIZE / MIB; i++) {
                byte[] mark = ("block " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                file.seek(i * MIB);
                file.write(mark);
                System.arraycopy(mark, 0, block, 0, mark.length);
                crc.update(block);
            }
        }
        return crc.getValue();
    }

    /** Each sample is held against the lowest before it, so that a collection in between hides nothing. */
    private static void assertGrowsLittle(String node, List<Sample> samples) {
        long buffers = Long.MAX_VALUE;
        long resident = Long.MAX_VALUE;
        for (Sample sample : samples) {
            buffers = Math.min(buffers, sample.buffers());
            resident = Math.min(resident, sample.resident());
            assertTrue(
                    sample.buffers() - buffers < 32 * MIB && sample.resident() - resident < 32 * MIB,
                    () -> node + ": " + samples);
        }
    }

    private static void awaitNatEmpty(ProcessUnderTest proxy) throws Exception {
        Await.until(Duration.ofSeconds(5), () -> proxy.admin("/nat").body().equals("[]"), () -> proxy);
    }

    private static String openFiles(ProcessUnderTest process) {
        try {
            return "" + ProcFs.openFiles(process.pid());
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }

    /** How much memory a process has, in bytes: by its own account, and by the kernel's. */
    private record Sample(long buffers, long resident) {

        static Sample of(ProcessUnderTest process) throws Exception {
            double used = MEMORY.matcher(process.admin("/q/metrics").body())
                    .results()
                    .map(MatchResult::group)
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
            assertTrue(used > 0, "the metrics tell nothing of memory");
            return new Sample((long) used, ProcFs.residentBytes(process.pid()));
        }

        @Override
        public String toString() {
            return buffers / MIB + "/" + resident / MIB + " MiB";
        }
    }
}
