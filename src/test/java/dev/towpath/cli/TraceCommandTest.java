package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.RouteTrace;
import dev.towpath.client.TowpathClient;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.StandIn;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a trace prints, and the code it ends with. */
@Timeout(60)
class TraceCommandTest {

    private static final Set<String> HOP_KEYS =
            Set.of("event", "hop", "asked", "reached", "version", "role", "milliseconds", "older", "ok", "reason");

    @TempDir
    Path root;

    private final Nodes nodes = new Nodes();
    private final List<String> lines = new ArrayList<>();
    private TowpathClient client;
    private String a;
    private String b;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(root.resolve("my file"), "hello\n");
        client = new TowpathClient(
                nodes.vertx(), new ClientLimits(nodes.limits(), Duration.ofSeconds(2), Duration.ofSeconds(2)));
        a = "127.0.0.1:" + nodes.server(root, List.of("127.0.0.0/8:*")).port();
        b = "127.0.0.1:" + nodes.server(root).port();
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void a_row_for_each_hop_and_one_for_the_path() {
        trace("tow://" + a + "," + b + "/my%20file", false);
        assertEquals(4, lines.size());
        assertTrue(lines.get(0).matches("HOP +ASKED +REACHED +VERSION +ROLE +ROUND TRIP +NOTE"), lines.get(0));
        assertTrue(lines.get(1).matches("1 +" + a + " +" + a + " +\\S+ +server +[0-9.]+ ms +ok"), lines.get(1));
        assertTrue(lines.get(2).matches("2 +" + b + " +- +\\S+ +server +[0-9.]+ ms +ok"), lines.get(2));
        assertEquals("my file: 6 bytes", lines.get(3));
    }

    @Test
    void a_script_gets_an_object_a_line() {
        trace("tow://" + a + "," + b + "/my%20file", true);
        assertEquals(3, lines.size());
        JsonObject first = new JsonObject(lines.get(0));
        assertEquals(HOP_KEYS, first.fieldNames());
        assertEquals("hop", first.getString("event"));
        assertEquals(1, first.getInteger("hop"));
        assertEquals(a, first.getString("asked"));
        assertEquals(a, first.getString("reached"));
        assertEquals("server", first.getString("role"));
        assertEquals(Version.text(), first.getString("version"));
        assertTrue(first.getDouble("milliseconds") > 0);
        assertTrue(first.getBoolean("ok"));
        assertFalse(first.getBoolean("older"));
        assertNull(first.getString("reason"));
        JsonObject second = new JsonObject(lines.get(1));
        assertEquals(HOP_KEYS, second.fieldNames());
        assertNull(second.getString("reached"));
        JsonObject path = new JsonObject(lines.get(2));
        assertEquals("path", path.getString("event"));
        assertEquals("my file", path.getString("path"));
        assertEquals(6, path.getLong("bytes"));
    }

    @Test
    void the_first_hop_that_fails_is_marked_and_is_the_last_row() {
        String location = "tow://" + a + "," + b + "," + a + "," + b + "/my%20file";
        CommandFailure e = assertThrows(CommandFailure.class, () -> trace(location, false));
        assertEquals(ExitCodes.RELAY_REFUSED, e.exitCode());
        assertEquals(4, lines.size());
        assertTrue(lines.get(3).endsWith("  FAILED: not allowed by " + b), lines.get(3));
        assertTrue(String.valueOf(e.getMessage()).startsWith("hop 3 of tow://"), e.getMessage());

        lines.clear();
        assertThrows(CommandFailure.class, () -> trace(location, true));
        JsonObject third = new JsonObject(lines.get(2));
        assertEquals(HOP_KEYS, third.fieldNames());
        assertFalse(third.getBoolean("ok"));
        assertEquals("not allowed by " + b, third.getString("reason"));
    }

    @Test
    void every_failure_is_worth_what_it_is_to_the_other_verbs() throws IOException {
        int gone;
        try (StandIn older = StandIn.answeringOnce(line -> "OK\nEND\n")) {
            gone = older.port();
            assertEquals(ExitCodes.BAD_ROUTE, code("tow://" + a + ",127.0.0.1:" + gone + "," + b));
            trace("tow://" + a + ",127.0.0.1:" + gone, false);
            assertTrue(lines.get(lines.size() - 1).endsWith("  older"), lines.toString());
        }
        assertEquals(ExitCodes.CANNOT_CONNECT, code("tow://127.0.0.1:" + gone));
        assertEquals(ExitCodes.CANNOT_CONNECT, code("tow://" + a + ",127.0.0.1:" + gone));
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            assertEquals(ExitCodes.TIMED_OUT, code("tow://127.0.0.1:" + silent.port() + "," + a));
        }
        lines.clear();
        assertEquals(ExitCodes.FILE_MISSING, code("tow://" + a + "," + b + "/nothing"));
        assertEquals("nothing: FAILED: file not found", lines.get(3));
    }

    @Test
    void what_a_node_says_of_itself_cannot_fool_a_terminal() throws IOException {
        String greeting = "towpath/1\nversion \u001b[31m" + "9".repeat(50) + "\nrole \u202e\n";
        try (StandIn liar = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                int size = greeting.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
                peer.send(
                        switch (line) {
                            case "HELLO" -> "OK " + size + "\n" + greeting;
                            case "PING" -> "OK\n";
                            default -> "ERR \u001b[2J\n";
                        });
            }
        })) {
            String location = "tow://127.0.0.1:" + liar.port() + "/x";
            for (boolean json : List.of(false, true)) {
                assertThrows(CommandFailure.class, () -> trace(location, json));
            }
        }
        assertEquals(5, lines.size(), lines.toString());
        assertTrue(lines.get(1).contains(" \\u001b[31m99999… ") && lines.get(1).contains(" \\u202e "), lines.get(1));
        assertEquals("x: FAILED: \\u001b[2J", lines.get(2));
        for (String line : lines) {
            assertTrue(line.chars().allMatch(c -> c >= ' ' && c != 0x202e), line);
        }
    }

    private void trace(String text, boolean json) {
        Location location = Location.parse(text);
        TraceCommand.run(new RouteTrace(client, location), location, new TraceReport(location, json), lines::add);
    }

    private int code(String text) {
        return assertThrows(CommandFailure.class, () -> trace(text, false)).exitCode();
    }
}
