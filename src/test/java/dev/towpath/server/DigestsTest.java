package dev.towpath.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.store.FileFacts;
import dev.towpath.store.OpenFile;
import dev.towpath.testing.Await;
import dev.towpath.testing.FakeStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Digests cost a server no more than half its cores, and nothing for clients that are gone. */
class DigestsTest {

    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    /** Takes minutes to digest, and no room. */
    private static final long HUGE = 200L << 30;

    private static final String SHA_OF_MIB = "30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58";

    private final Nodes nodes = new Nodes();

    @TempDir
    Path root;

    private Node server;

    @BeforeEach
    void start() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(root.resolve("huge").toFile(), "rw")) {
            sparse.setLength(HUGE);
        }
        Files.write(root.resolve("mib"), new byte[1 << 20]);
        Files.write(root.resolve("small"), new byte[3]);
        server = nodes.server(root);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void beyond_half_the_cores_a_digest_is_busy_and_a_client_that_goes_makes_room() throws Exception {
        List<RawClient> digesting = new ArrayList<>();
        try (RawClient next = new RawClient(server.port())) {
            for (int i = 0; i < AT_ONCE; i++) {
                RawClient client = new RawClient(server.port());
                digesting.add(client.send("WITH wait HASH huge\n"));
            }
            Await.until(Duration.ofSeconds(10), () -> sum(next).equals("ERR busy"), () -> "not busy");
            assertEquals("ERR busy", next.send("HASH mib\n").readLine());
            assertTrue(next.send("HASH small\n").readLine().startsWith("OK 3 sha256 "), "small files need no slot");
            assertEquals("OK", next.send("PING\n").readLine());
            digesting.get(0).reset();
            Await.until(Duration.ofSeconds(10), () -> sum(next).equals(SHA_OF_MIB), () -> "still busy");
        } finally {
            for (RawClient client : digesting) {
                client.close();
            }
        }
    }

    /** The digest of a file, of a kind that is never kept. */
    private static String sum(RawClient client) throws IOException {
        String first = client.send("SUM 0 1048576 0 mib\n").readLine();
        return first.equals("OK 65") ? client.readLine() : first;
    }

    @Test
    void a_client_that_is_ready_to_wait_has_its_turn() throws Exception {
        List<RawClient> digesting = new ArrayList<>();
        try (RawClient patient = new RawClient(server.port())) {
            for (int i = 0; i < AT_ONCE; i++) {
                RawClient client = new RawClient(server.port());
                digesting.add(client.send("WITH wait HASH huge\n"));
            }
            assertEquals("WAIT", digesting.get(0).readLine());
            assertEquals("WAIT", patient.send("WITH wait HASH mib\n").readLine());
            for (RawClient client : digesting) {
                client.reset();
            }
            String answer = patient.readLine();
            while (answer.equals("WAIT")) {
                answer = patient.readLine();
            }
            assertEquals("OK 1048576 sha256 " + SHA_OF_MIB, answer);
        }
    }

    @Test
    void a_file_that_changes_while_it_is_digested_has_no_digest() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Node changing = Nodes.get(Node.server(
                nodes.vertx(),
                nodes.settings(List.of()),
                new FakeStore() {
                    @Override
                    public OpenFile open(dev.towpath.name.RemotePath path) {
                        try {
                            return new OpenFile(
                                    FileChannel.open(root.resolve("mib"), StandardOpenOption.READ), facts(path));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public FileFacts facts(dev.towpath.name.RemotePath path) {
                        return new FileFacts(false, 1 << 20, 0, "t" + looks.incrementAndGet(), true);
                    }
                },
                Duration.ofSeconds(5)));
        try (RawClient client = new RawClient(changing.port())) {
            assertEquals("ERR changed", client.send("HASH mib\n").readLine());
            assertEquals("ERR changed", client.send("SUM 0 5 0 mib\n").readLine());
        }
    }
}
