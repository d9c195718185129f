package dev.towpath.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.name.RemotePath;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileStore;
import dev.towpath.store.LocalStore;
import dev.towpath.store.OpenFile;
import dev.towpath.store.StoreException;
import dev.towpath.testing.Await;
import dev.towpath.testing.FakeStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileServerTest {

    private static final int BIG = 20_000_000;

    private final Nodes nodes = new Nodes();

    @TempDir
    Path root;

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_store_that_fails_is_told_in_the_words_of_the_protocol() throws IOException {
        for (StoreException.Reason reason : StoreException.Reason.values()) {
            int port = serve(path -> {
                throw new StoreException(reason, "/secret/path of the host");
            });
            String expected = switch (reason) {
                case NOT_FOUND -> "ERR file not found\nOK\n";
                case DIRECTORY_NOT_FOUND,
                        NOT_A_DIRECTORY,
                        DIRECTORY_NOT_EMPTY,
                        EXISTS,
                        NOT_ALLOWED,
                        NO_SPACE,
                        CHECKSUM_MISMATCH,
                        CHANGED,
                        INCOMPLETE,
                        BUSY -> "ERR " + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "\nOK\n";
                case BROKEN -> "ERR busy: the file system failed\nOK\n";
            };
            try (RawClient client = new RawClient(port)) {
                assertEquals(
                        expected, client.send("DOWNLOAD a\nPING\n").halfClose().readToEndAsText());
            }
        }
    }

    @Test
    void a_store_that_hangs_costs_its_caller_an_answer_and_closes_what_comes_late() throws Exception {
        Files.writeString(root.resolve("a"), "x".repeat(100_000));
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicReference<FileChannel> opened = new AtomicReference<>();
        int port = serve(path -> {
            try {
                goOn.await();
                opened.set(FileChannel.open(root.resolve("a"), StandardOpenOption.READ));
                return new OpenFile(opened.get(), FakeStore.facts(100_000));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (RawClient client = new RawClient(port);
                RawClient other = new RawClient(port)) {
            assertEquals("ERR busy", client.send("DOWNLOAD a\n").readLine());
            assertEquals("OK", client.send("PING\n").readLine());
            assertEquals("OK", other.send("LIST\n").readLine());
        }
        goOn.countDown();
        Await.until(
                Duration.ofSeconds(5),
                () -> opened.get() != null && !opened.get().isOpen(),
                opened::get);
    }

    @Test
    void calls_that_hang_on_a_file_system_do_not_use_up_the_threads() throws Exception {
        Files.writeString(root.resolve("fine"), "fine");
        CountDownLatch goOn = new CountDownLatch(1);
        int port = serve(path -> {
            if (path.text().equals("hangs")) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new LocalStore(root).open(path);
        });
        List<RawClient> hanging = new ArrayList<>();
        try (RawClient other = new RawClient(port)) {
            for (int i = 0; i < 20; i++) {
                hanging.add(new RawClient(port).send("DOWNLOAD hangs\n"));
            }
            for (RawClient client : hanging) {
                assertEquals("ERR busy", client.readLine());
            }
            Await.until(
                    Duration.ofSeconds(10),
                    () -> other.send("DOWNLOAD fine\n").readLine().equals("OK 4"),
                    () -> "busy");
        } finally {
            goOn.countDown();
            for (RawClient client : hanging) {
                client.close();
            }
        }
    }

    @Test
    void a_file_that_shrinks_while_it_is_sent_ends_the_connection() throws Exception {
        Path file = root.resolve("big");
        Files.write(file, RawClient.pattern(BIG, 1));
        Node server = nodes.server(root);
        try (RawClient client = new RawClient(server.port(), 4096)) {
            client.send("DOWNLOAD big\nPING\n");
            assertEquals("OK " + BIG, client.readLine());
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
                open.setLength(1000);
            }
            assertTrue(client.readToEndOrReset().length < BIG);
            Await.until(Duration.ofSeconds(5), () -> server.listener().connections() == 0, server::listener);
        }
    }

    @Test
    void a_file_that_grows_while_it_is_sent_keeps_its_promised_size() throws Exception {
        Path file = root.resolve("big");
        byte[] content = RawClient.pattern(BIG, 1);
        Files.write(file, content);
        Node server = nodes.server(root);
        try (RawClient client = new RawClient(server.port(), 4096)) {
            client.send("DOWNLOAD big\nPING\n");
            assertEquals("OK " + BIG, client.readLine());
            Files.write(file, new byte[1000], StandardOpenOption.APPEND);
            assertTrue(RawClient.same(content, client.read(BIG)));
            assertEquals("OK", client.readLine());
        }
    }

    @Test
    void a_file_of_many_gigabytes_has_its_size_and_its_end() throws Exception {
        long size = (1L << 32) + 3_000_000; // more than 32 bits can count
        try (RandomAccessFile sparse = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
            sparse.setLength(size);
            sparse.seek(size - 3);
            sparse.write("end".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        Node proxy = nodes.proxy(nodes.server(root).port());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("DOWNLOAD huge\nPING\n");
            assertEquals("OK " + size, client.readLine());
            assertEquals(size - 3, client.skip(size - 3));
            assertEquals("endOK", client.readLine());
        }
    }

    private interface Opening {
        OpenFile open(RemotePath path);
    }

    private int serve(Opening opening) {
        FileStore local = new LocalStore(root);
        FileStore store = new FakeStore() {
            @Override
            public OpenFile open(RemotePath path) {
                return opening.open(path);
            }

            @Override
            public List<DirectoryEntry> list(RemotePath directory) {
                return local.list(directory);
            }
        };
        return Nodes.get(Node.server(nodes.vertx(), nodes.settings(List.of()), store, Duration.ofMillis(300)))
                .port();
    }
}
