package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Route;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TowpathClientTest {

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private TowpathClient client;
    private Path copy;

    @BeforeEach
    void start() {
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofMillis(500)));
        copy = folder.resolve("copy");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_download_through_a_proxy_is_whole() throws IOException {
        byte[] content = RawClient.pattern(30_000_001, 5);
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("a b"), content);
        Node proxy = nodes.proxy(nodes.server(root).port());
        List<Long> steps = new ArrayList<>();

        Received received = Nodes.get(
                client.download(at(proxy.port(), "a b"), () -> Targets.open(copy), (bytes, total) -> steps.add(bytes)));

        assertEquals(content.length, received.bytes());
        assertTrue(RawClient.same(content, Files.readAllBytes(copy)));
        assertEquals(content.length, steps.get(steps.size() - 1));
        assertFalse(Files.exists(part()));
        assertEquals(List.of("a b"), Nodes.get(client.list(root(proxy.port()))));
        Nodes.get(client.ping(root(proxy.port())));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537})
    void sizes_around_the_edges_are_whole(int size) throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        byte[] content = RawClient.pattern(size, size);
        Files.write(root.resolve("f"), content);
        Nodes.get(client.download(at(nodes.server(root).port(), "f"), () -> Targets.open(copy), (b, t) -> {}));
        assertArrayEquals(content, Files.readAllBytes(copy));
    }

    @Test
    void a_missing_file_leaves_nothing_behind() throws IOException {
        int port = nodes.server(Files.createDirectory(folder.resolve("root"))).port();
        RefusedException e = assertThrows(RefusedException.class, () -> download(port));
        assertEquals("file not found", e.status().text());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("root")), left.toList());
        }
    }

    @Test
    void a_body_that_ends_early_keeps_its_part_and_never_shows_the_name() throws IOException {
        Files.writeString(copy, "old");
        try (StandIn liar = StandIn.answeringOnce(line -> "OK 10\nhello")) {
            assertEquals(Kind.INCOMPLETE, kind(liar.port()));
        }
        assertEquals("old", Files.readString(copy));
        assertEquals("hello", Files.readString(part()));
    }

    @Test
    void a_body_that_goes_on_too_long_is_cut_at_its_size() throws IOException {
        try (StandIn liar = StandIn.answeringOnce(line -> "OK 5\nhello and more")) {
            download(liar.port());
        }
        assertEquals("hello", Files.readString(copy));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\n",
                "OK\n",
                "OK LINES\nEND\n",
                "OK CHUNKS\n0\n",
                "OK 1 f\n",
                "WAIT\n",
                "\n",
                "\u001b[31m\n"
            })
    void an_answer_that_is_no_file_is_an_error(String answer) throws IOException {
        try (StandIn liar = StandIn.answering(line -> answer)) {
            assertEquals(Kind.OTHER, kind(liar.port()));
        }
        assertFalse(Files.exists(part()));
    }

    @Test
    void silence_is_a_timeout_before_and_within_a_body() throws IOException {
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd);
                StandIn stalled = new StandIn(peer -> {
                    peer.readLine();
                    peer.send("OK 10\nhello");
                    peer.awaitEnd();
                })) {
            assertEquals(Kind.TIMED_OUT, kind(stalled.port()));
            // the stall time and 10 s for the hop
            assertEquals(Kind.TIMED_OUT, kind(silent.port()));
        }
    }

    @Test
    void nobody_there_is_told_so() throws IOException {
        int port;
        try (StandIn gone = new StandIn(StandIn.Peer::awaitEnd)) {
            port = gone.port();
        }
        assertEquals(Kind.CANNOT_CONNECT, kind(port));
    }

    @Test
    void a_listing_takes_single_names_alone() throws IOException {
        try (StandIn liar = StandIn.answering(line -> "OK\n../up\n/etc/passwd\nsub/file\nok\n./END\nEND\n")) {
            assertEquals(List.of("ok", "END"), Nodes.get(client.list(root(liar.port()))));
        }
    }

    @Test
    void a_link_in_place_of_the_part_is_not_followed() throws IOException {
        Path victim = folder.resolve("victim");
        Files.writeString(victim, "precious");
        Files.createSymbolicLink(part(), victim);
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            assertEquals(Kind.OTHER, kind(server.port()));
        }
        assertEquals("precious", Files.readString(victim));
    }

    @Test
    void a_link_in_place_of_the_file_is_replaced_and_its_target_left_alone() throws IOException {
        Path victim = folder.resolve("victim");
        Files.writeString(victim, "precious");
        Files.createSymbolicLink(copy, victim);
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            download(server.port());
        }
        assertEquals("precious", Files.readString(victim));
        assertTrue(Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS));
        assertEquals("hello", Files.readString(copy));
    }

    @Test
    void two_downloads_of_one_name_do_not_mix() throws IOException {
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello");
                FileChannel other = FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = other.lock()) {
            assertTrue(lock.isValid());
            assertEquals(Kind.OTHER, kind(server.port()));
        }
    }

    @Test
    void a_device_is_written_and_stays_a_device() throws IOException {
        copy = Path.of("/dev/null");
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            download(server.port());
        }
        assertFalse(Files.isRegularFile(copy));
    }

    @Test
    void a_full_disk_is_told_so() throws IOException {
        copy = Path.of("/dev/full");
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            assertEquals(Kind.NO_LOCAL_SPACE, kind(server.port()));
        }
    }

    @Test
    void a_hop_that_refuses_to_relay_is_named() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Node open = nodes.server(root, List.of("127.0.0.0/8:*"));
        Node strict = nodes.server(root);
        List<HostPort> hops = List.of(Nodes.local(open.port()), Nodes.local(strict.port()), Nodes.local(open.port()));
        ClientException e = assertThrows(
                ClientException.class, () -> Nodes.get(client.list(new Location(new Route(hops), RemotePath.ROOT))));
        assertEquals(Kind.RELAY_REFUSED, e.kind());
        assertTrue(e.getMessage().startsWith(hops.get(1) + " does not relay to " + hops.get(2)), e.getMessage());
    }

    @Test
    void a_destination_is_a_file_or_a_folder() {
        assertEquals(folder.resolve("x"), Targets.resolve(folder.resolve("x").toString(), "name"));
        assertEquals(folder.resolve("name"), Targets.resolve(folder.toString(), "name"));
        assertEquals(folder.resolve("new/name"), Targets.resolve(folder.resolve("new") + "/", "name"));
        assertEquals(Path.of("name"), Targets.resolve("", "name"));
    }

    @Test
    void folders_above_the_file_are_made() throws IOException {
        copy = folder.resolve("x/y/z");
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            download(server.port());
        }
        assertEquals("hello", Files.readString(copy));
    }

    private void download(int port) {
        Nodes.get(client.download(at(port, "f"), () -> Targets.open(copy), (bytes, total) -> {}));
    }

    private Kind kind(int port) {
        return assertThrows(ClientException.class, () -> download(port)).kind();
    }

    private Path part() {
        return copy.resolveSibling(copy.getFileName() + ".part");
    }

    private static Location at(int port, String path) {
        return root(port).withPath(RemotePath.of(path));
    }

    private static Location root(int port) {
        return Location.at(Nodes.local(port), RemotePath.ROOT);
    }
}
