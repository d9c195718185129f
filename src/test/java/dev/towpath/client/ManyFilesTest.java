package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.name.RemotePath;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Trees of many small files, several under way at once: what goes ahead of answers, and how much. */
@Timeout(90)
class ManyFilesTest extends SmallFilesTest {

    private static final int MANY = 2000;

    @Test
    void thousands_of_files_come_and_go_as_they_are_through_a_proxy_and_over_two_hops() throws IOException {
        fill(there.resolve("x"), MANY);
        Files.write(there.resolve("x/large"), RawClient.pattern(2_000_000, 3));
        int server = nodes.server(there).port();
        int proxy = nodes.proxy(server).port();
        int first = nodes.proxy(Nodes.local(server), List.of("127.0.0.0/8:*")).port();
        Location[] ways = {
            at(server), at(proxy), Location.parse("tow://127.0.0.1:" + first + ",127.0.0.1:" + proxy + "/")
        };
        for (int i = 0; i < ways.length; i++) {
            Path copy = folder.resolve("copy" + i);
            TreeResult down = get(ways[i], "x", copy, 4);
            assertEquals(List.of(), down.failures());
            assertEquals(MANY + 1, down.files());
            assertEquals(0, down.unverified());
            assertSame(there.resolve("x"), copy);
            TreeResult up = put(ways[i], copy, "y" + i, 4);
            assertEquals(List.of(), up.failures());
            assertEquals(MANY + 1, up.files());
            assertEquals(0, up.unverified());
            assertSame(copy, there.resolve("y" + i));
            assertEquals(MANY + 1, events.done.size());
            assertEquals(up.bytes(), events.last.bytesTotal());
            events.done.clear();
        }
    }

    @Test
    void one_at_a_time_gives_the_same() throws IOException {
        fill(there.resolve("x"), 100);
        int proxy = nodes.proxy(nodes.server(there).port()).port();
        assertTrue(get(at(proxy), "x", here, 1).isWhole());
        assertSame(there.resolve("x"), here);
        assertTrue(put(at(proxy), here, "y", 1).isWhole());
        assertSame(here, there.resolve("y"));
    }

    @Test
    void one_at_a_time_means_a_request_at_a_time_over_one_connection() {
        withFiles(3);
        get(1);
        assertEquals(1, node.accepted());
        assertEquals(
                List.of("LS .", "INFO f00", "DOWNLOAD f00", "HASH f00", "INFO f01", "DOWNLOAD f01", "HASH f01"),
                node.asked.stream()
                        .map(line -> line.startsWith("WITH") ? line.substring(line.indexOf(' ', 5) + 1) : line)
                        .map(line -> line.equals("LS") ? "LS ." : line)
                        .limit(7)
                        .toList());
    }

    @Test
    void requests_for_files_do_not_wait_for_answers() throws IOException {
        withFiles(40);
        AtomicInteger ahead = new AtomicInteger();
        List<String> cameAhead = new CopyOnWriteArrayList<>();
        node.lying((request, peer) -> {
            if (!request.startsWith("DOWNLOAD") || ahead.incrementAndGet() > 1) {
                return false;
            }
            List<String> lines = new ArrayList<>(List.of(request));
            while (lines.size() < 8) {
                lines.add(peer.readLine());
            }
            cameAhead.addAll(lines);
            for (String line : lines) {
                node.answer(line.substring(line.startsWith("WITH") ? line.indexOf(' ', 5) + 1 : 0), Map.of(), peer);
            }
            return true;
        });
        assertTrue(get(2).isWhole());
        assertHere();
        assertEquals(8, cameAhead.size());
    }

    @Test
    void files_are_sent_without_waiting_and_those_stored_without_an_answer_not_again() throws IOException {
        fill(40);
        AtomicInteger ahead = new AtomicInteger();
        List<String> unanswered = new ArrayList<>();
        node.lying((request, peer) -> {
            if (!request.startsWith("UPLOAD") || ahead.incrementAndGet() > 1) {
                return false;
            }
            peer.read(100);
            for (int i = 1; i < 8; i++) {
                String line = peer.readLine();
                node.storeSilently(line, peer);
                unanswered.add(line.substring(line.lastIndexOf(' ') + 1));
            }
            peer.reset();
            return true;
        });
        TreeResult up = put(2);
        assertEquals(List.of(), up.failures());
        assertEquals(40, node.files.size());
        assertEquals(7, unanswered.size());
        for (String name : unanswered) {
            assertTrue(node.asked("UPLOAD").stream().noneMatch(line -> line.endsWith(' ' + name)), name);
        }
    }

    @Test
    void nothing_is_sent_ahead_to_a_node_that_takes_no_content_ahead() throws IOException {
        fill(20);
        node.withOptions("wait if id sha256 force mtime");
        assertTrue(put(2).isWhole());
        assertEquals(20, node.files.size());
        assertTrue(node.asked("UPLOAD").stream().noneMatch(line -> line.contains("body=")));
    }

    @Test
    void an_older_node_gets_a_request_at_a_time() throws IOException {
        Map<String, String> content = new TreeMap<>();
        IntStream.range(0, 20).forEach(i -> content.put(name(i), "content of " + i));
        try (StandIn older = OlderPrograms.server(content)) {
            TreeResult result = get(at(older.port()), "", here, 4);
            assertEquals(List.of(), result.failures());
            assertEquals(20, result.unverified());
            for (String name : content.keySet()) {
                assertEquals(content.get(name), Files.readString(here.resolve(name)));
            }
        }
    }

    @Test
    void no_more_is_on_its_way_than_fits_in_the_window() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.write(here.resolve(name(i)), RawClient.pattern(60_000, i));
        }
        AtomicLong came = new AtomicLong();
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                for (byte[] some = peer.readBytes(8192); some.length > 0; some = peer.readBytes(8192)) {
                    came.addAndGet(some.length); // and not a word
                }
                return true;
            }
            return false;
        });
        Future<TreeResult> result = client.uploadTree(
                files(at(node.port())), here, RemotePath.ROOT, TreeFilter.ALL, UploadPlan.PLAIN, 2, events);
        Await.until(Duration.ofSeconds(10), () -> came.get() > 60_000, came::get);
        rests(came::get);
        node.close(); // sooner or later all is given up
        Nodes.get(result);
        assertTrue(came.get() <= 2 * (1024 * 1024 + 64 * 1024) + 4 * 70_000, () -> came.get() + " bytes");
    }

    @Test
    void a_tree_without_an_end_is_walked_no_further_than_files_are_fetched() throws Exception {
        for (int transfers : new int[] {1, 4}) {
            AtomicInteger listed = new AtomicInteger();
            Promise<Received> never = Promise.promise();
            FolderFiles endless = new FolderFiles(there) {
                @Override
                public Future<List<RemoteEntry>> list(RemotePath directory) {
                    int number = listed.incrementAndGet();
                    Promise<List<RemoteEntry>> later = Promise.promise(); // at once it would be a recursion without end
                    nodes.vertx().runOnContext(v -> later.complete(entries(number)));
                    return later.future();
                }

                @Override
                public Future<Received> download(
                        RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
                    return never.future();
                }
            };
            client.downloadTree(
                    endless,
                    RemotePath.ROOT,
                    here.resolve("t" + transfers),
                    TreeFilter.ALL,
                    DownloadPlan.PLAIN,
                    transfers,
                    events);
            int most = TreeRun.MOST_WAITING / 500 + 2;
            Await.until(Duration.ofSeconds(10), () -> listed.get() >= most - 2, listed::get);
            rests(listed::get);
            assertTrue(listed.get() <= most, () -> listed.get() + " listings");
        }
    }

    /** Waits until a number has been the same for half a second. */
    private static void rests(LongSupplier number) throws Exception {
        long[] seen = {-1, 0};
        Await.until(
                Duration.ofSeconds(10),
                () -> {
                    long now = number.getAsLong();
                    if (now != seen[0]) {
                        seen[0] = now;
                        seen[1] = System.nanoTime();
                    }
                    return System.nanoTime() - seen[1] > Duration.ofMillis(500).toNanos();
                },
                number::getAsLong);
    }

    private static List<RemoteEntry> entries(int number) {
        List<RemoteEntry> entries = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            entries.add(new RemoteEntry("f" + number + '-' + i, RemoteEntry.Kind.FILE, 1, 1));
        }
        for (int i = 0; i < 5; i++) {
            entries.add(new RemoteEntry("d" + number + '-' + i, RemoteEntry.Kind.DIRECTORY, 0, 1));
        }
        return entries;
    }

    /** Files of many lengths, some in folders. */
    private static void fill(Path top, int count) throws IOException {
        Files.createDirectories(top.resolve("sub/deep"));
        String[] folders = {"", "sub/", "sub/deep/"};
        for (int i = 0; i < count; i++) {
            int length = i % 50 == 0 ? 60_000 + i * 10 : i % 7 == 0 ? 0 : 1000 + i;
            Path file = Files.write(top.resolve(folders[i % 3] + name(i)), RawClient.pattern(length, i));
            Files.setLastModifiedTime(file, FileTime.fromMillis(1_600_000_000_000L + i * 1001L));
        }
    }

    private static void assertSame(Path expected, Path actual) throws IOException {
        assertEquals(files(expected), files(actual));
        for (String name : files(expected)) {
            assertEquals(-1, Files.mismatch(expected.resolve(name), actual.resolve(name)), name);
            assertEquals(
                    Files.getLastModifiedTime(expected.resolve(name)).toMillis(),
                    Files.getLastModifiedTime(actual.resolve(name)).toMillis(),
                    name);
        }
    }

    private static List<String> files(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> top.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }
}
