package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Many clients of one node at once. */
class ScaleIT extends ProcessTest {

    private static final int IDLE = 5000;
    private static final int ACTIVE = 256;
    private static final int FILES = 8;
    /** More than the buffers of the kernel take from a reader that waits. */
    private static final int SIZE = 6 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    @Test
    void five_thousand_idle_connections_and_256_downloads_at_once() throws Exception {
        List<byte[]> contents = writeFiles();
        ProcessUnderTest server = launcher().server(root());
        List<RawClient> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                idle.add(new RawClient(server.port()));
            }
            downloadAtOnce(ACTIVE, server.port(), contents);
            // none of the idle ones was lost meanwhile
            for (RawClient client : idle) {
                client.send("PING\n");
            }
            for (RawClient client : idle) {
                assertEquals("OK", client.readLine());
            }
        } finally {
            for (RawClient client : idle) {
                client.close();
            }
        }
    }

    @Test
    void two_hundred_downloads_at_once_through_a_proxy() throws Exception {
        List<byte[]> contents = writeFiles();
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root()).port());

        downloadAtOnce(200, proxy.port(), contents);

        Await.until(Duration.ofSeconds(5), () -> proxy.admin("/nat").body().equals("[]"), () -> proxy);
    }

    private List<byte[]> writeFiles() throws Exception {
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            contents.add(RawClient.pattern(SIZE + i, i));
            Files.write(root().resolve("file" + i), contents.get(i));
        }
        return contents;
    }

    private static void downloadAtOnce(int count, int port, List<byte[]> contents) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            CyclicBarrier allHaveBegun = new CyclicBarrier(count);
            List<Future<Integer>> downloads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int file = i % FILES;
                downloads.add(threads.submit(() -> wrongAt(port, file, contents.get(file), allHaveBegun)));
            }
            for (Future<Integer> download : downloads) {
                assertEquals(-1, download.get(90, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Downloads once all others have begun; the first byte that is wrong, -1 if none is. */
    private static int wrongAt(int port, int file, byte[] expected, CyclicBarrier allHaveBegun) throws Exception {
        try (RawClient client = new RawClient(port, BUFFER)) {
            assertEquals(
                    "OK " + expected.length,
                    client.send("DOWNLOAD file" + file + '\n').readLine());
            allHaveBegun.await(60, TimeUnit.SECONDS);
            for (int at = 0; at < expected.length; at += BUFFER) {
                byte[] piece = client.read(Math.min(BUFFER, expected.length - at));
                int wrong = java.util.Arrays.mismatch(
                        java.util.Arrays.copyOfRange(expected, at, Math.min(at + BUFFER, expected.length)), piece);
                if (wrong >= 0) {
                    return at + wrong;
                }
            }
            return -1;
        }
    }
}
