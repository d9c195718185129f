package dev.towpath.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.name.RemotePath;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileFacts;
import dev.towpath.store.LocalStore;
import dev.towpath.store.OpenFile;
import dev.towpath.testing.Await;
import dev.towpath.testing.FakeStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What many ask for at once is read seldom, and what anybody gets is never older than the question. */
@Timeout(60)
class JointReadsTest {

    private final Nodes nodes = new Nodes();

    @TempDir
    Path root;

    @AfterEach
    void stop() {
        nodes.close();
    }

    /** Counts how often a file is opened and a folder is listed, and can hold an opening up. */
    private final class CountingStore {
        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger listed = new AtomicInteger();
        volatile CountDownLatch gate = new CountDownLatch(0);
        final int port = start();

        private int start() {
            LocalStore files = new LocalStore(root);
            Node node = Nodes.get(Node.server(
                    nodes.vertx(),
                    nodes.settings(List.of()),
                    new FakeStore() {
                        @Override
                        public OpenFile open(RemotePath path) {
                            opened.incrementAndGet();
                            try {
                                assertTrue(gate.await(20, TimeUnit.SECONDS));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return files.open(path);
                        }

                        @Override
                        public List<DirectoryEntry> list(RemotePath directory) {
                            listed.incrementAndGet();
                            return files.list(directory);
                        }

                        @Override
                        public FileFacts facts(RemotePath path) {
                            return files.facts(path);
                        }
                    },
                    Duration.ofSeconds(25)));
            return node.port();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void every_change_of_a_file_is_seen_at_once() throws Exception {
        Path file = Files.writeString(root.resolve("a"), "first");
        FileTime time = FileTime.fromMillis(1_600_000_000_000L);
        Files.setLastModifiedTime(file, time);
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            for (int i = 0; i < 5; i++) {
                assertEquals("first", text(client.download("a")));
            }

            Files.writeString(file, "other"); // as long, and as old
            Files.setLastModifiedTime(file, time);
            assertEquals("other", text(client.download("a")));

            Files.move(
                    Files.writeString(root.resolve("b"), "third"),
                    root.resolve("a"),
                    StandardCopyOption.REPLACE_EXISTING);
            assertEquals("third", text(client.download("a")));

            Files.delete(file);
            assertEquals("ERR file not found", client.send("DOWNLOAD a\n").readLine());
        }
    }

    @Test
    void a_folder_that_a_link_takes_the_place_of_is_gone() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path folder = Files.createDirectory(root.resolve("folder"));
        Files.writeString(folder.resolve("a"), "inside");
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            assertEquals("inside", text(client.download("folder/a")));
            assertEquals("inside", text(client.download("folder/a")));

            Path moved = Files.move(folder, outside.resolve("folder"));
            Files.createSymbolicLink(root.resolve("folder"), moved);

            assertEquals(
                    "ERR file not found", client.send("DOWNLOAD folder/a\n").readLine());
        }
        Files.delete(outside.resolve("folder/a"));
        Files.delete(outside.resolve("folder"));
        Files.delete(outside);
    }

    @Test
    void every_change_of_a_folder_is_seen_at_once() throws Exception {
        Files.createFile(root.resolve("a"));
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            for (int i = 0; i < 4; i++) {
                assertEquals("OK", client.send("LIST\n").readLine());
                assertEquals(List.of("a"), client.readListing());
            }

            Files.createFile(root.resolve("b"));
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("a", "b"), client.readListing());

            Files.move(root.resolve("b"), root.resolve("c"));
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("a", "c"), client.readListing());
        }
    }

    @Test
    void what_links_lead_to_is_seen_at_once() throws Exception {
        Path folder = Files.createDirectory(root.resolve("folder"));
        Path target = Files.createFile(folder.resolve("target"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("folder/target"));
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("link"), client.readListing());
            Files.delete(target);
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of(), client.readListing());
            Files.createFile(target);
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("link"), client.readListing());
        }
    }

    @Test
    void who_asks_before_a_reading_has_begun_shares_it_and_who_asks_later_does_not() throws Exception {
        Path file = Files.writeString(root.resolve("a"), "first");
        CountingStore store = new CountingStore();
        store.gate = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                clients.add(new RawClient(store.port).send("DOWNLOAD a\n"));
            }
            // all but those that came before their loop's reading began wait for a further one
            Await.until(Duration.ofSeconds(5), () -> store.opened.get() >= 2, store.opened::get);
            Files.writeString(file, "second");
            RawClient late = new RawClient(store.port).send("DOWNLOAD a\n");
            clients.add(late);
            store.gate.countDown();

            for (RawClient client : clients) {
                String first = client.readLine();
                assertTrue(first.equals("OK 5") || first.equals("OK 6"), first);
                assertEquals(
                        first.equals("OK 5") ? "first" : "second",
                        text(client.read(Integer.parseInt(first.substring(3)))));
            }
            assertTrue(store.opened.get() < 21, store.opened::toString);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void files_too_large_to_keep_are_sent_to_each() throws Exception {
        byte[] content = RawClient.pattern(3_000_000, 5);
        Files.write(root.resolve("big"), content);
        CountingStore store = new CountingStore();
        store.gate = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                clients.add(new RawClient(store.port).send("DOWNLOAD big\n"));
            }
            Await.until(Duration.ofSeconds(5), () -> store.opened.get() >= 1, store.opened::get);
            store.gate.countDown();
            for (RawClient client : clients) {
                assertEquals("OK " + content.length, client.readLine());
                assertTrue(RawClient.same(content, client.read(content.length)));
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void what_a_program_writes_through_a_mapping_is_seen_at_once() throws Exception {
        Path file = Files.writeString(root.resolve("a"), "first");
        CountingStore store = new CountingStore();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                RawClient client = new RawClient(store.port)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 5);
            for (String content : new String[] {"First", "other", "again"}) {
                map.put(0, content.getBytes(StandardCharsets.UTF_8));
                assertEquals(content, text(client.download("a")));
            }
        }
    }
}
