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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for again and again is read seldom, and never old. */
@Timeout(60)
class HotAnswersTest {

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

                        @Override
                        public Optional<FileFacts> settledFacts(RemotePath path) {
                            return files.settledFacts(path);
                        }
                    },
                    Duration.ofSeconds(25)));
            return node.port();
        }
    }

    private void awaitSettled(String name) throws Exception {
        LocalStore store = new LocalStore(root);
        RemotePath path = name.isEmpty() ? RemotePath.ROOT : RemotePath.of(name);
        Await.until(
                Duration.ofSeconds(10), () -> store.settledFacts(path).isPresent(), () -> name + " does not settle");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void a_small_file_is_opened_once_and_every_change_is_seen_at_once() throws Exception {
        Path file = Files.writeString(root.resolve("a"), "first");
        FileTime time = FileTime.fromMillis(1_600_000_000_000L);
        Files.setLastModifiedTime(file, time);
        awaitSettled("a");
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            for (int i = 0; i < 5; i++) {
                assertEquals("first", text(client.download("a")));
            }
            assertEquals(1, store.opened.get());

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
    void a_kept_file_that_a_link_takes_the_place_of_stays_behind_the_wall() throws Exception {
        Path outside = Files.createTempDirectory("outside");
        Path folder = Files.createDirectory(root.resolve("folder"));
        Files.writeString(folder.resolve("a"), "inside");
        awaitSettled("folder/a");
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            assertEquals("inside", text(client.download("folder/a")));
            assertEquals("inside", text(client.download("folder/a")));
            assertEquals(1, store.opened.get());

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
    void a_listing_is_made_once_and_every_change_is_seen_at_once() throws Exception {
        Files.createFile(root.resolve("a"));
        awaitSettled("");
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            for (int i = 0; i < 4; i++) {
                assertEquals("OK", client.send("LIST\n").readLine());
                assertEquals(List.of("a"), client.readListing());
            }
            assertEquals(1, store.listed.get());

            Files.createFile(root.resolve("b"));
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("a", "b"), client.readListing());

            Files.move(root.resolve("b"), root.resolve("c"));
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("a", "c"), client.readListing());
        }
    }

    @Test
    void a_listing_with_links_is_made_anew_since_they_change_without_it() throws Exception {
        Path folder = Files.createDirectory(root.resolve("folder"));
        Path target = Files.createFile(folder.resolve("target"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("folder/target"));
        awaitSettled("");
        CountingStore store = new CountingStore();
        try (RawClient client = new RawClient(store.port)) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("link"), client.readListing());
            Files.delete(target);
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of(), client.readListing());
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
}
