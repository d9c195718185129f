package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes from the prompt, through nodes that are processes: get, fetch in each dialect, trace, and what a refusal costs. */
class RouteIT extends ProcessTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_001, 6);

    private ProcessUnderTest last;
    private ProcessUnderTest first;

    @BeforeEach
    void startNodes() throws Exception {
        Path root = root();
        Files.write(root.resolve("f"), CONTENT);
        last = node("server", "--root", root.toString());
        first = node("proxy", "--upstream", "127.0.0.1:" + last.port(), "--relay-to", "127.0.0.0/8:*");
    }

    @Test
    void a_file_comes_by_a_route() throws Exception {
        assertDone(run("get", location("f")));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("f")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"line", "chain-stream", "chain-sized"})
    void a_route_file_is_fetched_in_every_dialect(String dialect) throws Exception {
        Files.writeString(
                folder.resolve("routes.txt"),
                "f\n127.0.0.1 " + port(first, dialect) + "\n127.0.0.1 " + port(last, dialect) + "\n");

        ProcessUnderTest fetch = run("fetch", "routes.txt", "--dialect", dialect);

        assertDone(fetch);
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("f")));
        assertFalse(Files.exists(folder.resolve("f.part")));
        String verdict = switch (dialect) {
            case "chain-stream" -> ", unverified (neither size nor checksum)\n";
            case "chain-sized" -> ", unverified (size checked, no checksum)\n";
            default -> ", verified\n";
        };
        assertTrue(fetch.stderr().endsWith(verdict), fetch::toString);
    }

    @Test
    void a_line_that_is_no_hop_is_named() throws Exception {
        Files.writeString(folder.resolve("routes.txt"), "f\n127.0.0.1 9000\n\nnonsense\n");
        ProcessUnderTest fetch = run("fetch", "routes.txt");
        assertFailsInOneLine(2, fetch);
        assertTrue(fetch.stderr().contains("line 4"), fetch::toString);
    }

    @Test
    void a_hop_that_does_not_relay_is_exit_21_and_named() throws Exception {
        String there = "127.0.0.1:" + last.port();
        String route = "tow://" + there + ",127.0.0.1:" + first.port() + "/f";
        for (String verb : List.of("get", "trace")) {
            ProcessUnderTest refused = run(verb, route);
            assertFails(21, refused);
            assertTrue(refused.stderr().contains(there), refused::toString);
        }
        assertFalse(Files.exists(folder.resolve("f")));
    }

    @Test
    void a_trace_shows_every_hop_and_the_size() throws Exception {
        ProcessUnderTest trace = run("trace", "--json", location("f"));
        assertDone(trace);
        List<JsonObject> rows =
                trace.stdoutLines().stream().map(JsonObject::new).toList();
        assertEquals(3, rows.size(), trace::toString);
        assertEquals("proxy", rows.get(0).getString("role"));
        assertEquals("server", rows.get(1).getString("role"));
        assertTrue(rows.get(0).getBoolean("ok") && rows.get(1).getBoolean("ok"), trace::toString);
        assertEquals(CONTENT.length, rows.get(2).getInteger("bytes"));
    }

    /** These clients take a FIN for the end of a whole file, so not even a killed process may leave one. */
    @Test
    void a_node_that_is_killed_resets_what_is_not_whole() throws Exception {
        Files.write(folder.resolve("root/big"), new byte[64_000_000]);
        try (RawClient client = new RawClient(port(last, "chain-stream"), 4096)) {
            client.send("big\n");
            assertEquals(1000, client.read(1000).length);
            last.signal("KILL");
            assertThrows(SocketException.class, client::readToEnd);
        }
    }

    private ProcessUnderTest node(String... role) throws Exception {
        String[] common = {
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--admin-port",
            "off",
            "--listen",
            "chain-stream=0",
            "--listen",
            "chain-sized=0"
        };
        String[] args = new String[role.length + common.length];
        System.arraycopy(role, 0, args, 0, role.length);
        System.arraycopy(common, 0, args, role.length, common.length);
        ProcessUnderTest node = launcher().start(args);
        node.port();
        return node;
    }

    private String location(String path) throws Exception {
        return "tow://127.0.0.1:" + first.port() + ",127.0.0.1:" + last.port() + "/" + path;
    }

    /** Where a node listens for a dialect, as its log says. */
    private static int port(ProcessUnderTest node, String dialect) throws Exception {
        if (dialect.equals("line")) {
            return node.port();
        }
        Pattern line = Pattern.compile(dialect + " listens on 127\\.0\\.0\\.1:(\\d+)");
        return Integer.parseInt(node.awaitStderr(line).group(1));
    }
}
