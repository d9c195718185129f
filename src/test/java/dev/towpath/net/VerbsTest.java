package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.SampleRoot;
import dev.towpath.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb, asked of a server, of a proxy before it, and through two hops: what it answers, and what it leaves on disk. */
class VerbsTest {

    private static final String SHA_HI = "98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4";
    private static final String SHA_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String SHA_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private final Nodes nodes = new Nodes();

    @TempDir
    Path folder;

    private Path root;

    @BeforeEach
    void fill() throws IOException {
        root = SampleRoot.in(folder);
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    static Stream<String> ways() {
        return Stream.of("server", "proxy", "two hops");
    }

    /** The port to ask, for each way to a server. */
    private int port(String way, Node server) {
        return switch (way) {
            case "proxy" -> nodes.proxy(server.port()).port();
            case "two hops" -> nodes.proxy(nodes.proxy(server.port()).port()).port();
            default -> server.port();
        };
    }

    private static String ask(int port, String request) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send(request).halfClose().readToEndAsText();
        }
    }

    private static void assertAnswers(String expected, String answer, String request) {
        assertTrue(
                Pattern.compile(expected).matcher(answer).matches(),
                () -> request + " was answered\n" + answer + "\nand not\n" + expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void what_reads_is_answered(String way) throws IOException {
        int port = port(way, nodes.server(root));
        String names = "\\.\\.data\\n\\./END\\na\\nempty\\nlink-absolute\\nlink-in\\nwith  space \\nü\\n";
        String[][] table = {
            {"LIST", "OK\\n" + names + "END\\n"},
            {"LIST sub", "OK\\ninner\\nlink-up\\nEND\\n"},
            {"LIST link-folder", "OK\\ninner\\nlink-up\\nEND\\n"},
            {"LIST nothing", "ERR directory not found\\n"},
            {"LIST a", "ERR not a directory\\n"},
            {"LIST link-out-folder", "ERR directory not found\\n"},
            {"LIST .towpath-part", "ERR directory not found\\n"},
            {"LS sub", "OK LINES\\nd 0 \\d+ deep\\nf 7 \\d+ inner\\nf 3 \\d+ link-up\\nEND\\n"},
            {"LS sub/deep", "OK LINES\\nEND\\n"},
            {"LS nothing", "ERR directory not found\\n"},
            {"LS a", "ERR not a directory\\n"},
            {"LS link-out-folder", "ERR directory not found\\n"},
            {"LS ../root", "ERR bad name\\n"},
            {"INFO a", "OK 3 f \\d+ \\S+\\n"},
            {"INFO sub", "OK 0 d \\d+ \\S+\\n"},
            {"INFO .", "OK 0 d \\d+ \\S+\\n"},
            {"INFO link-in", "OK 7 f \\d+ \\S+\\n"},
            {"INFO nothing", "ERR file not found\\n"},
            {"INFO fifo", "ERR file not found\\n"},
            {"INFO link-out", "ERR file not found\\n"},
            {"INFO link-out-folder/secret", "ERR file not found\\n"},
            {"INFO .towpath-part", "ERR file not found\\n"},
            {"DOWNLOAD a", "OK 3\\nhi\\n"},
            {"DOWNLOAD link-out", "ERR file not found\\n"},
            {"HASH a", "OK 3 sha256 " + SHA_HI + "\\n"},
            {"HASH empty", "OK 0 sha256 " + SHA_EMPTY + "\\n"},
            {"HASH sub", "ERR file not found\\n"},
            {"HASH nothing", "ERR file not found\\n"},
            {"HASH link-out", "ERR file not found\\n"},
            {"SUM 0 3 0 a", "OK 65\\n" + SHA_HI + "\\n"},
            {"SUM 0 100 0 a", "OK 65\\n" + SHA_HI + "\\n"},
            {"SUM 3 5 0 a", "OK 65\\n" + SHA_EMPTY + "\\n"},
            {"SUM 0 3 2 a", "OK 130\\n[0-9a-f]{64}\\n[0-9a-f]{64}\\n"},
            {"SUM 3 9 2 a", "OK 0\\n"},
            {"SUM 4 1 0 a", "ERR bad number\\n"},
            {"SUM 0 9223372036854775807 9223372036854775807 a", "OK 65\\n" + SHA_HI + "\\n"},
            {"SUM 0 3 0 sub", "ERR file not found\\n"},
            {"SUM 0 3 0 link-out", "ERR file not found\\n"},
            {"RANGE 1 1 a", "OK 1\\ni"},
            {"RANGE 1 9223372036854775807 a", "OK 2\\ni\\n"},
            {"RANGE 3 5 a", "OK 0\\n"},
            {"RANGE 4 0 a", "ERR bad number\\n"},
            {"RANGE 0 1 nothing", "ERR file not found\\n"},
            {"RANGE 0 1 sub", "ERR file not found\\n"},
            {"RANGE 0 1 link-out", "ERR file not found\\n"},
            {"WITH !if=other DOWNLOAD a", "ERR changed\\n"},
            {"WITH !if=other RANGE 0 1 a", "ERR changed\\n"},
            {"WITH !if=other HASH a", "ERR changed\\n"},
            {"WITH !if=other SUM 0 1 0 a", "ERR changed\\n"},
            {"WITH !if=other LIST", "ERR option not supported: if\\n"},
            {"WITH sum DOWNLOAD a", "OK CHUNKS\\n3\\nhi\\n0\\nOK sha256 " + SHA_HI + "\\n"},
            {"WITH sum DOWNLOAD empty", "OK CHUNKS\\n0\\nOK sha256 " + SHA_EMPTY + "\\n"},
            {"WITH sum DOWNLOAD sub", "ERR file not found\\n"},
            {"WITH sum;!if=other DOWNLOAD a", "ERR changed\\n"},
            {"WITH !sum DOWNLOAD a", "ERR option not supported: sum\\n"},
            {"WITH wait HASH a", "OK 3 sha256 " + SHA_HI + "\\n"},
        };
        for (String[] row : table) {
            assertAnswers(row[1], ask(port, row[0] + "\n"), row[0]);
        }
        String info = ask(port, "INFO a\n").strip();
        String tag = info.substring(info.lastIndexOf(' ') + 1);
        assertEquals("OK 1\nh", ask(port, "WITH !if=" + tag + " RANGE 0 1 a\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void what_changes_is_answered_and_done(String way) throws IOException {
        int port = port(way, nodes.server(root));
        TreeMap<String, String> outside = files(folder.resolve("secret"));
        String[][] table = {
            {"WITH body=5 UPLOAD 5 new\nhello", "OK 5 sha256 " + SHA_HELLO + "\\n"},
            {"WITH body=0 UPLOAD 0 sub/none\n", "OK 0 sha256 " + SHA_EMPTY + "\\n"},
            {"WITH body=5 UPLOAD 5 a\nhello", "ERR exists\\n"},
            {"WITH body=5 UPLOAD 5 sub\nhello", "ERR exists\\n"},
            {"WITH body=5;!force UPLOAD 5 sub\nhello", "ERR exists\\n"},
            {"WITH body=5;!force UPLOAD 5 empty\nhello", "OK 5 sha256 " + SHA_HELLO + "\\n"},
            {"WITH body=5;!force;!if=other UPLOAD 5 empty\nhello", "ERR changed\\n"},
            {"WITH body=5;sha256=" + SHA_EMPTY + " UPLOAD 5 other\nhello", "ERR checksum mismatch\\n"},
            {"WITH body=5 UPLOAD 6 other\nhello", "ERR bad number\\n"},
            {"WITH body=5 UPLOAD - other\nhello", "ERR bad number\\n"},
            {"WITH body=5;id=x UPLOAD 5 other\nhello", "ERR option not supported: id\\n"},
            {"WITH body=5 UPLOAD 5 nothing/other\nhello", "ERR directory not found\\n"},
            {"WITH body=5 UPLOAD 5 a/other\nhello", "ERR not a directory\\n"},
            {"WITH body=5 UPLOAD 5 link-out-folder/other\nhello", "ERR directory not found\\n"},
            {"WITH body=5;!force UPLOAD 5 link-out-folder/secret\nhello", "ERR directory not found\\n"},
            {"WITH body=5 UPLOAD 5 .towpath-x\nhello", "ERR file not found\\n"},
            {"WITH body=5 UPLOAD 5 ../other\nhello", "ERR bad name\\n"},
            {"MKDIR made", "OK\\n"},
            {"MKDIR made", "ERR exists\\n"},
            {"MKDIR a", "ERR exists\\n"},
            {"MKDIR nothing/made", "ERR directory not found\\n"},
            {"MKDIR link-out-folder/made", "ERR directory not found\\n"},
            {"MKDIR .towpath-made", "ERR file not found\\n"},
            {"MV new\tmade", "OK\\n"},
            {"MV made/new\tsub/renamed", "OK\\n"},
            {"MV nothing\tx", "ERR file not found\\n"},
            {"MV a\tsub/inner", "ERR exists\\n"},
            {"MV a\tnothing/x", "ERR directory not found\\n"},
            {"MV a\tlink-out-folder", "ERR exists\\n"},
            {"MV a\tlink-out-folder/x", "ERR directory not found\\n"},
            {"MV link-out\tx", "ERR file not found\\n"},
            {"MV link-out-folder/secret\tx", "ERR file not found\\n"},
            {"MV sub\tsub/deep", "ERR not allowed\\n"},
            {"MV .towpath-part\tx", "ERR file not found\\n"},
            {"RM sub/renamed", "OK\\n"},
            {"RM sub/renamed", "ERR file not found\\n"},
            {"RM made", "OK\\n"},
            {"RM sub", "ERR directory not empty\\n"},
            {"RM link-out", "ERR file not found\\n"},
            {"RM link-out-folder/secret", "ERR file not found\\n"},
            {"RM link-in", "OK\\n"},
            {"RM .towpath-part", "ERR file not found\\n"},
        };
        for (String[] row : table) {
            String request = row[0].indexOf('\n') < 0 ? row[0] + "\n" : row[0];
            assertAnswers(row[1] + "OK\\n", ask(port, request + "PING\n"), row[0]);
        }
        assertEquals("hello", Files.readString(root.resolve("empty")));
        assertTrue(Files.exists(root.resolve("sub/none")));
        assertTrue(Files.exists(root.resolve("sub/inner")), "the link went, not what it leads to");
        assertTrue(Files.exists(root.resolve("a")));
        assertEquals(outside, files(folder.resolve("secret")));
        assertEquals(List.of("root", "secret"), names(folder));
        assertEquals(List.of(), names(root.resolve(".towpath-uploads")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_server_that_is_read_only_changes_nothing(String way) throws IOException {
        Node server = Nodes.get(Node.server(
                nodes.vertx(), nodes.settings(List.of()), new LocalStore(root), Duration.ofSeconds(5), true));
        int port = port(way, server);
        TreeMap<String, String> before = files(root);
        for (String request : List.of("WITH body=5 UPLOAD 5 new\nhello", "MKDIR made\n", "RM a\n", "MV a\tb\n")) {
            assertEquals("ERR read only\nOK\n", ask(port, request + "PING\n"));
        }
        assertEquals("ERR read only\n", ask(port, "UPLOAD 5 new\n"));
        assertEquals("ERR read only\n", ask(port, "UPLOAD - new\n"));
        assertEquals("OK 3 sha256 " + SHA_HI + "\n", ask(port, "HASH a\n"));
        assertEquals(before, files(root));
    }

    @ParameterizedTest
    @CsvSource({"server, true", "proxy, true", "two hops, true", "server, false", "proxy, false", "two hops, false"})
    void a_full_disk_is_told_and_leaves_nothing(String way, boolean counted) throws Exception {
        Path small = Files.createDirectory(folder.resolve("small"));
        try (SmallDisk disk = new SmallDisk(small, "size=1m")) {
            int port = port(way, nodes.server(small));
            int size = 4 << 20;
            try (RawClient client = new RawClient(port)) {
                client.send(counted ? "UPLOAD " + size + " big\n" : "UPLOAD - big\n");
                String first = client.readLine();
                if (first.startsWith("GO")) {
                    byte[] piece = RawClient.pattern(64 * 1024, 1);
                    try {
                        for (int sent = 0; sent < size; sent += piece.length) {
                            if (!counted) {
                                client.send(piece.length + "\n");
                            }
                            client.send(piece);
                        }
                    } catch (IOException e) {
                        // the node stopped reading, as it may
                    }
                    first = client.readLine();
                    assertEquals("ERR no space", first);
                    assertTrue(client.isClosedByPeer());
                } else {
                    assertEquals("ERR no space", first);
                }
            }
            assertEquals("OK LINES\nEND\n", ask(port, "LS\n"));
            assertEquals(List.of(), names(small.resolve(".towpath-uploads")));
            assertEquals("OK 5 sha256 " + SHA_HELLO + "\n", ask(port, "WITH body=5 UPLOAD 5 new\nhello"));
        }
    }

    private static List<String> names(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    private static TreeMap<String, String> files(Path below) throws IOException {
        TreeMap<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(below)) {
            for (Path path : paths.toList()) {
                found.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "");
            }
        }
        return found;
    }
}
