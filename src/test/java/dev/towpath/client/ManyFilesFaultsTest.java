package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.SmallDisk;
import dev.towpath.wire.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many small files of which some fail, change or are lost on the way: each is told, and costs no other. */
@Timeout(90)
class ManyFilesFaultsTest extends SmallFilesTest {

    @Test
    void what_is_another_than_it_was_listed_is_fetched_by_itself() throws IOException {
        withFiles(40);
        AtomicInteger first = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD")) {
                synchronized (first) { // no other lane may be given a file before all have changed
                    if (first.getAndIncrement() == 0) {
                        node.files.remove("f10");
                        node.with("f11", RawClient.pattern(99, 1));
                        node.with("f12", RawClient.pattern(5000, 1));
                        node.with("f13", RawClient.pattern(500_000, 1));
                    }
                }
            }
            return false;
        });
        TreeResult result = get(2);
        assertEquals(1, result.failed());
        assertEquals(List.of("f10"), new ArrayList<>(events.failed.keySet()));
        assertTrue(Answers.is(events.failed.get("f10"), Refusal.FILE_NOT_FOUND));
        assertEquals(39, result.files());
        assertHere();
    }

    @Test
    void a_file_that_changes_between_its_bytes_and_its_digest_is_fetched_again() throws IOException {
        withFiles(20);
        AtomicInteger times = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.equals("HASH f05") && times.getAndIncrement() == 0) {
                node.with("f05", RawClient.pattern(100, 77));
            }
            return false;
        });
        assertTrue(get(2).isWhole());
        assertHere();
    }

    @Test
    void a_wrong_digest_is_told_and_the_part_kept_and_the_others_come() throws IOException {
        withFiles(20);
        node.lying((request, peer) -> {
            if (request.equals("HASH f05")) {
                peer.send("OK 100 sha256 " + "0".repeat(64) + "\n");
                return true;
            }
            return false;
        });
        TreeResult result = get(2);
        assertEquals(19, result.files());
        assertEquals(Kind.CHECKSUM_MISMATCH, ((ClientException) events.failed.get("f05")).kind());
        assertFalse(Files.exists(here.resolve("f05")));
        assertArrayEquals(node.files.get("f05"), Files.readAllBytes(here.resolve("f05.part")));
    }

    @Test
    void a_connection_that_breaks_among_many_downloads_costs_none_of_them() throws IOException {
        withFiles(60);
        AtomicInteger count = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("DOWNLOAD") && count.incrementAndGet() == 7) {
                peer.send("OK 100\nhalf of it");
                peer.reset();
                return true;
            }
            return false;
        });
        TreeResult result = get(2);
        assertEquals(List.of(), result.failures());
        assertEquals(60, result.files());
        assertHere();
    }

    @Test
    void of_many_uploads_those_whose_answer_was_lost_are_asked_for_before_they_are_sent_again() throws IOException {
        fill(60);
        AtomicInteger count = new AtomicInteger();
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD") && count.incrementAndGet() == 7) {
                node.storeSilently(node.asked.get(node.asked.size() - 1), peer);
                peer.close();
                return true;
            }
            return false;
        });
        TreeResult result = put(2);
        assertEquals(List.of(), result.failures());
        assertEquals(60, result.files());
        assertEquals(60, node.files.size());
    }

    @Test
    void refused_uploads_leave_the_others_unharmed() throws IOException {
        fill(60);
        byte[] old = {1};
        node.with("f07", old).with("f33", old);
        TreeResult result = put(2);
        assertEquals(58, result.files());
        assertEquals(List.of("f07", "f33"), new ArrayList<>(events.failed.keySet()));
        assertTrue(Answers.is(events.failed.get("f07"), Refusal.EXISTS));
        assertArrayEquals(old, node.files.get("f07"));
        assertEquals(60, node.asked("UPLOAD").size());
    }

    @Test
    void a_node_that_takes_no_changes_stops_the_rest() throws IOException {
        fill(200);
        node.lying((request, peer) -> {
            if (request.startsWith("UPLOAD")) {
                peer.read(100);
                peer.send("ERR read only\n");
                return true;
            }
            return false;
        });
        TreeResult result = put(4);
        assertTrue(result.stopped().isPresent());
        assertTrue(result.failed() <= 4, () -> "told of " + result.failed());
        assertEquals(0, result.files());
    }

    @Test
    void a_full_disk_there_keeps_what_it_has_stored() throws Exception {
        for (int i = 0; i < 60; i++) {
            Files.write(here.resolve(name(i)), RawClient.pattern(40_000, i));
        }
        try (SmallDisk disk = new SmallDisk(there, "size=1m")) {
            int port = nodes.server(there).port();
            TreeResult result = put(at(port), here, "", 2);
            assertTrue(result.stopped().isPresent());
            assertTrue(result.files() >= 10, result.toString());
            for (String done : events.done.keySet()) {
                assertArrayEquals(Files.readAllBytes(here.resolve(done)), Files.readAllBytes(there.resolve(done)));
            }
            try (Stream<Path> stored = Files.list(there)) {
                assertEquals(result.files(), stored.filter(Files::isRegularFile).count());
            }
        }
    }

    @Test
    void what_was_left_of_a_broken_download_is_continued_by_itself() throws IOException {
        withFiles(20);
        Files.write(here.resolve("f03.part"), java.util.Arrays.copyOf(node.files.get("f03"), 40));
        TreeResult result = Nodes.get(client.downloadTree(
                files(at(node.port())),
                RemotePath.ROOT,
                here,
                TreeFilter.ALL,
                new DownloadPlan(true, 0, true),
                2,
                events));
        assertTrue(result.isWhole());
        assertHere();
        assertEquals(
                List.of("RANGE 40 60 f03"),
                node.asked("RANGE").stream()
                        .map(line -> line.substring(line.indexOf("RANGE")))
                        .toList());
    }

    @Test
    void links_and_devices_here_are_not_written_through() throws IOException {
        withFiles(10);
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(here.resolve("f01"), Path.of("/dev/null"));
        Files.createSymbolicLink(here.resolve("f02.part"), elsewhere);
        TreeResult result = get(2);
        assertEquals(List.of("f01", "f02"), new ArrayList<>(events.failed.keySet()));
        assertEquals(8, result.files());
        assertEquals("mine", Files.readString(elsewhere));
        assertTrue(Files.isSymbolicLink(here.resolve("f01")));
    }

    @Test
    void a_listener_that_throws_ends_the_run() {
        withFiles(50);
        for (String at : List.of("started", "done")) {
            TreeListener broken = new TreeListener() {
                @Override
                public void started(String path, long size) {
                    fail("started");
                }

                @Override
                public void done(String path, TreeResult.Moved moved) {
                    fail("done");
                }

                private void fail(String where) {
                    if (where.equals(at)) {
                        throw new IllegalStateException("closed output");
                    }
                }
            };
            for (int transfers : new int[] {1, 4}) {
                assertThrows(
                        IllegalStateException.class,
                        () -> Nodes.get(client.downloadTree(
                                files(at(node.port())),
                                RemotePath.ROOT,
                                here,
                                TreeFilter.ALL,
                                DownloadPlan.PLAIN,
                                transfers,
                                broken)));
            }
        }
    }
}
