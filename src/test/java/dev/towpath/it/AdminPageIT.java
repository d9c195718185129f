package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The management port of the packaged program: the page and what guards it, metrics, health. */
class AdminPageIT extends ProcessTest {

    private static final int SIZE = 24 * 1024 * 1024;

    private static final Map<String, String> PARTS = Map.of(
            "/", "page.html",
            "/admin/page.js", "page.js",
            "/admin/chart.js", "chart.js",
            "/admin/page.css", "page.css",
            "/admin/icon.svg", "icon.svg");

    @Test
    void every_part_of_the_page_is_in_the_program() throws Exception {
        ProcessUnderTest server = launcher().server(root());
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            HttpResponse<String> answer = server.admin(part.getKey());
            assertEquals(200, answer.statusCode(), part::toString);
            assertEquals(Files.readString(Path.of("src/main/resources/admin", part.getValue())), answer.body());
        }
    }

    @Test
    void the_page_is_told_of_a_transfer_and_of_the_drain_that_waits_for_it() throws Exception {
        Path root = root();
        Files.write(root.resolve("<b>"), new byte[SIZE]);
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        int admin = proxy.adminPort();
        try (RawClient client = new RawClient(proxy.port(), 16 * 1024)) {
            assertEquals("OK " + SIZE, client.send("DOWNLOAD <b>\n").readLine());
            JsonObject state = state(admin);
            assertEquals("serving", state.getString("phase"));
            assertEquals("proxy", state.getJsonObject("node").getString("role"));
            JsonObject row = state.getJsonObject("nat").getJsonArray("rows").getJsonObject(0);
            assertEquals("<b>", row.getString("path"));
            assertEquals(1, state(server.adminPort()).getJsonObject("running").getInteger("count"));

            proxy.signal("TERM");
            Await.until(
                    Duration.ofSeconds(10),
                    () -> state(admin).getString("phase").equals("draining"),
                    () -> proxy);
            assertTrue(state(admin).getJsonObject("draining").getInteger("seconds_left") <= 30);
            assertMetric(admin, "towpath_draining 1.0");
            assertEquals(SIZE, client.skip(SIZE));
        }
        assertEquals(0, proxy.awaitEnd(), proxy::toString);
        Await.until(
                Duration.ofSeconds(10),
                () -> state(server.adminPort()).getJsonArray("recent").size() == 1,
                () -> server);
        assertMetric(server.adminPort(), "towpath_bytes_total{direction=\"out\"} " + (double) SIZE);
    }

    @Test
    void metrics_tell_whether_the_upstream_is_there_now() throws Exception {
        ProcessUnderTest server = launcher().server(root());
        ProcessUnderTest proxy = launcher().proxy(server.port());
        assertMetric(proxy.adminPort(), "towpath_upstream_up 1.0");
        assertEquals(200, proxy.admin("/q/health/started").statusCode());

        server.end();

        Await.until(
                Duration.ofSeconds(10),
                () -> proxy.admin("/q/metrics").body().contains("\ntowpath_upstream_up 0.0\n"),
                () -> proxy);
        assertEquals(200, proxy.admin("/q/health/live").statusCode());
        assertEquals(503, proxy.admin("/q/health/ready").statusCode());
    }

    @Test
    void strangers_by_name_and_broken_requests_are_refused_without_a_word_in_the_log() throws Exception {
        ProcessUnderTest server = launcher()
                .with("TOWPATH_ADMIN_HOSTS", "tow.example,other.example")
                .server(root());
        int admin = server.adminPort();
        String log = server.stderr();

        assertEquals("HTTP/1.1 200", ask(admin, "GET /nat HTTP/1.1\r\nHost: tow.example\r\n"));
        assertEquals("HTTP/1.1 421", ask(admin, "GET /nat HTTP/1.1\r\nHost: evil.example\r\n"));
        assertEquals("HTTP/1.1 400", ask(admin, "GET /nat HTTP/1.1\r\n"));
        assertEquals("HTTP/1.1 400", ask(admin, "GET /%zz HTTP/1.1\r\nHost: localhost\r\n"));
        assertEquals("HTTP/1.1 405", ask(admin, "POST /nat HTTP/1.1\r\nHost: localhost\r\n"));
        assertEquals("HTTP/1.1 404", ask(admin, "GET /admin/none HTTP/1.1\r\nHost: localhost\r\n"));

        assertEquals(200, server.admin("/nat").statusCode());
        try (RawClient client = new RawClient(server.port())) {
            client.send("LIST\n").readLine();
            client.readListing();
        }
        // what was logged before it has been written, too
        server.awaitStderr(Pattern.compile(" LIST \\d+ bytes .*\n"));
        assertEquals(log.lines().count() + 1, server.stderr().lines().count(), server::toString);
    }

    @Test
    void a_token_file_that_holds_none_is_one_line_and_no_node_starts() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "secret\n");
        ProcessUnderTest server = launcher()
                .with("TOWPATH_ADMIN_TOKEN_FILE", file.toString())
                .run("server", "--root", root().toString(), "--port", "0", "--admin-port", "0");

        assertFails(2, server);
        assertTrue(server.errorLines().get(0).contains("towpath.admin.token-file: " + file), server::toString);
        assertFalse(server.stderr().contains("secret"), server::toString);
        assertFalse(server.stderr().contains("listens on"), server::toString);
    }

    private static JsonObject state(int admin) throws Exception {
        return new JsonObject(ProcessUnderTest.get(admin, "/admin/state").body());
    }

    private static void assertMetric(int admin, String line) throws Exception {
        String scrape = ProcessUnderTest.get(admin, "/q/metrics").body();
        assertTrue(scrape.contains('\n' + line + '\n'), scrape);
    }

    /** The beginning of the answer to a raw request. */
    private static String ask(int port, String head) throws Exception {
        try (RawClient client = new RawClient(port)) {
            byte[] answer = client.send(head + "Connection: close\r\n\r\n").readToEnd();
            return new String(answer, 0, Math.min(12, answer.length), StandardCharsets.UTF_8);
        }
    }
}
