package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.TokenFiles;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.OlderMiniFtp;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.StandIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sessions of the shell with each kind of server, as the files in {@code shell/} have them: what is typed behind {@code >}, what goes to
 * standard output, and behind {@code !} what the user is told.
 */
@Timeout(60)
class ShellTranscriptTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Older servers of the mini-FTP say nothing where something fails. */
    private static final Duration SILENCE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private final StringBuilder said = new StringBuilder();
    private Path root;
    private Path here;

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectory(folder.resolve("root"));
        Files.writeString(root.resolve("hello.txt"), "hello\n");
        Files.createDirectory(root.resolve("docs"));
        Files.writeString(root.resolve("docs/note"), "a note\n");
        here = Files.createDirectory(folder.resolve("here"));
        Files.createDirectories(here.resolve("tree/sub"));
        Files.writeString(here.resolve("tree/a"), "a\n");
        Files.writeString(here.resolve("tree/sub/b"), "b\n");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_server() throws Exception {
        assertSession("towpath.txt", nodes.server(root).port());
    }

    @Test
    void a_proxy() throws Exception {
        assertSession("towpath.txt", nodes.proxy(nodes.server(root).port()).port());
    }

    @Test
    void an_older_server() throws Exception {
        try (StandIn server = OlderPrograms.server(Map.of("hello.txt", "hello\n"))) {
            assertSession("older.txt", server.port());
        }
    }

    @Test
    void an_older_proxy() throws Exception {
        Files.delete(root.resolve("docs/note"));
        try (StandIn proxy = OlderPrograms.proxy(nodes.server(root).port())) {
            assertSession("older.txt", proxy.port());
        }
    }

    @Test
    void a_proxy_in_front_of_an_older_server() throws Exception {
        try (StandIn server = OlderPrograms.server(Map.of("hello.txt", "hello\n"))) {
            assertSession("older.txt", nodes.proxy(server.port()).port());
        }
    }

    @Test
    void a_server_of_the_mini_ftp() throws Exception {
        try (OlderMiniFtp server = new OlderMiniFtp()
                        .with("hello.txt", bytes("hello\n"))
                        .withDirectory("docs")
                        .with("docs/note", bytes("a note\n"));
                RemoteFiles files = new TokenFiles(
                        nodes.vertx(),
                        new ClientLimits(nodes.limits(), PATIENCE, PATIENCE, PATIENCE, SILENCE),
                        Nodes.local(server.port()))) {
            assertSession("token.txt", files, Optional.empty());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void assertSession(String transcript, int port) throws IOException {
        ClientLimits limits = new ClientLimits(nodes.limits(), PATIENCE, PATIENCE);
        TowpathClient client = new TowpathClient(nodes.vertx(), limits);
        try (RemoteFiles files = client.files(Location.at(Nodes.local(port), RemotePath.ROOT))) {
            assertSession(transcript, files, Optional.of(client));
        }
    }

    private void assertSession(String name, RemoteFiles files, Optional<TowpathClient> client) throws IOException {
        String transcript = read(name);
        Streams streams = new Streams(this::print, line -> print("! " + line), new Shown());
        ShellSession session =
                new ShellSession(files, new LocalPlace(here), new ReportStyle(streams, false, false, false), client);
        Shell shell = new Shell(session);
        List<String> typed = transcript
                .lines()
                .filter(line -> line.startsWith("> "))
                .map(line -> line.substring(2))
                .toList();
        for (String line : typed) {
            print("> " + line);
            new PipedShell(shell).run(new ByteArrayInputStream(line.getBytes(StandardCharsets.UTF_8)));
        }
        assertTrue(shell.isOver(), "a session ends with exit");
        assertEquals(transcript, settled(said.toString()));
    }

    /** What differs from run to run, made the same. */
    private static String settled(String text) {
        return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ  ", "<time>                ")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "<time>")
                .replaceAll("tag \\S+", "tag <tag>")
                .replaceAll(" bytes in [0-9.]+ s, [^,]+/s,", " bytes,");
    }

    private void print(String line) {
        said.append(line).append('\n');
    }

    private static String read(String name) throws IOException {
        try (InputStream in = ShellTranscriptTest.class.getResourceAsStream("/shell/" + name)) {
            assertNotNull(in, name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Standard output as it is seen among the lines. */
    private final class Shown implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) {
            int size = bytes.remaining();
            said.append(StandardCharsets.UTF_8.decode(bytes));
            return size;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
