package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A download from the prompt: where the file goes, what is left when it does not come, what a script sees. */
class GetIT extends ProcessTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_001, 5);

    /** Answers every request with the one file there is. */
    private static final StandIn.Behaviour WHOLE = peer -> {
        peer.readLine();
        peer.send("OK " + CONTENT.length + '\n');
        peer.send(CONTENT);
    };

    /** Gives a part and no more. */
    private static final StandIn.Behaviour HALF = peer -> {
        peer.readLine();
        peer.send("OK " + CONTENT.length + '\n');
        peer.send(java.util.Arrays.copyOf(CONTENT, 100_000));
        peer.awaitEnd();
    };

    @Test
    void a_file_comes_through_a_proxy_into_the_current_folder() throws Exception {
        Path root = root();
        Files.write(root.resolve("a b%.bin"), CONTENT);
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root).port());

        ProcessUnderTest get = run("get", "tow://127.0.0.1:" + proxy.port() + "/a%20b%.bin");

        assertDone(get);
        assertEquals("", get.stdout());
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("a b%.bin")));
        assertFalse(Files.exists(folder.resolve("a b%.bin.part")));
    }

    @Test
    void an_existing_folder_takes_the_file_under_its_own_last_name() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        try (StandIn server = new StandIn(WHOLE)) {
            assertDone(run("get", location(server, "deep/in/file"), "target"));
        }
        assertArrayEquals(CONTENT, Files.readAllBytes(target.resolve("file")));
        assertEquals(Set.of("file"), names(target));
    }

    @Test
    void folders_above_the_destination_are_made() throws Exception {
        try (StandIn server = new StandIn(WHOLE)) {
            assertDone(run("get", location(server, "file"), "x/y/other.name"));
            assertDone(run("get", location(server, "file"), "new/"));
        }
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("x/y/other.name")));
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("new/file")));
    }

    @Test
    void an_existing_file_is_replaced_when_all_has_come() throws Exception {
        Files.writeString(folder.resolve("file"), "old");
        try (StandIn server = new StandIn(WHOLE)) {
            assertDone(run("get", location(server, "file")));
        }
        assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("file")));
        assertEquals(Set.of("file"), names(folder));
    }

    @Test
    void an_empty_file_is_made() throws Exception {
        try (StandIn server = StandIn.answering(line -> "OK 0\n")) {
            assertDone(run("get", location(server, "file")));
        }
        assertEquals(0, Files.size(folder.resolve("file")));
        assertEquals(Set.of("file"), names(folder));
    }

    @Test
    void a_dash_is_standard_output() throws Exception {
        try (StandIn server = new StandIn(WHOLE)) {
            ProcessUnderTest get = run("get", "-q", location(server, "file"), "-");

            assertDone(get);
            assertArrayEquals(CONTENT, get.stdoutBytes());
            assertEquals("", get.stderr());
        }
        assertEquals(Set.of(), names(folder));
    }

    @Test
    void json_is_an_object_a_line_and_the_last_says_done() throws Exception {
        try (StandIn server = new StandIn(WHOLE)) {
            ProcessUnderTest get = run("get", "--json", location(server, "file"));

            assertDone(get);
            List<JsonObject> events =
                    get.stdoutLines().stream().map(JsonObject::new).toList();
            JsonObject last = events.get(events.size() - 1);
            assertEquals("done", last.getString("event"));
            assertEquals("file", last.getString("path"));
            assertEquals(CONTENT.length, last.getLong("bytes"));
            assertEquals(CONTENT.length, last.getLong("total"));
            assertTrue(last.getDouble("seconds") > 0);
        }
    }

    @Test
    void a_missing_file_is_exit_4_and_leaves_nothing() throws Exception {
        ProcessUnderTest server = launcher().server(root());
        ProcessUnderTest get = run("get", "tow://127.0.0.1:" + server.port() + "/missing", "new/");

        assertFailsInOneLine(4, get);
        assertEquals(
                "towpath: get tow://127.0.0.1:" + server.port() + "/missing: file not found",
                get.errorLines().get(0));
        assertEquals(Set.of("root"), names(folder));
    }

    @Test
    void a_download_that_breaks_off_leaves_the_part_and_the_old_file() throws Exception {
        Files.writeString(folder.resolve("file"), "old");
        try (StandIn server = new StandIn(peer -> {
            peer.readLine();
            peer.send("OK " + CONTENT.length + '\n');
            peer.send(java.util.Arrays.copyOf(CONTENT, 100_000));
        })) {
            assertFailsInOneLine(23, run("get", location(server, "file")));
        }
        assertEquals("old", Files.readString(folder.resolve("file")));
        assertPart();
    }

    @Test
    void a_download_that_stalls_is_exit_22_and_leaves_the_part() throws Exception {
        try (StandIn server = new StandIn(HALF)) {
            assertFailsInOneLine(22, run("get", "--timeout", "500ms", location(server, "file")));
        }
        assertEquals(Set.of("file.part"), names(folder));
        assertPart();
    }

    @Test
    void an_interrupt_ends_at_once_with_130_and_leaves_the_part() throws Exception {
        try (StandIn server = new StandIn(HALF)) {
            ProcessUnderTest get = launcher().start("get", location(server, "file"));
            Path part = folder.resolve("file.part");
            Await.until(Duration.ofSeconds(20), () -> Files.exists(part) && Files.size(part) == 100_000, () -> get);
            assertEquals(Set.of(), ProcFs.listening(get.pid()), "a client opens no port");

            get.signal("INT");

            assertEquals(130, get.awaitEnd(Duration.ofSeconds(2)), get::toString);
            assertEquals("", get.stdout());
        }
        assertEquals(Set.of("file.part"), names(folder));
        assertPart();
    }

    @Test
    void a_second_download_of_the_same_name_does_not_touch_the_first() throws Exception {
        try (StandIn stalling = new StandIn(HALF);
                StandIn whole = new StandIn(WHOLE)) {
            ProcessUnderTest first = launcher().start("get", location(stalling, "file"));
            Path part = folder.resolve("file.part");
            Await.until(Duration.ofSeconds(20), () -> Files.exists(part) && Files.size(part) == 100_000, () -> first);

            assertFailsInOneLine(1, run("get", location(whole, "file")));

            assertPart();
            assertTrue(first.isAlive(), first::toString);
        }
    }

    @Test
    void a_link_under_the_name_of_the_part_is_not_followed() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "mine");
        Files.createSymbolicLink(folder.resolve("file.part"), precious);
        try (StandIn server = new StandIn(WHOLE)) {
            assertFailsInOneLine(1, run("get", location(server, "file")));
        }
        assertEquals("mine", Files.readString(precious));
        assertFalse(Files.exists(folder.resolve("file")));
    }

    private void assertPart() throws Exception {
        assertArrayEquals(java.util.Arrays.copyOf(CONTENT, 100_000), Files.readAllBytes(folder.resolve("file.part")));
    }

    static String location(StandIn server, String path) {
        return "tow://127.0.0.1:" + server.port() + '/' + path;
    }
}
