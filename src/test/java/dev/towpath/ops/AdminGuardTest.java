package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets past the guard, asked over plain sockets. */
@Timeout(60)
class AdminGuardTest {

    private static final String TOKEN = "correct-horse-battery";
    private static final String FAR = "10.1.2.3";

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private volatile String caller = "127.0.0.1";
    private Optional<String> tokenFile = Optional.empty();
    private AdminGuard guard;
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("token"), TOKEN + "\n");
        AdminConfig config = new AdminConfig() {
            @Override
            public Optional<String> tokenFile() {
                return tokenFile;
            }

            @Override
            public Optional<List<String>> hosts() {
                return Optional.of(List.of("Tow.Example", "10.9.8.7"));
            }
        };
        guard = new AdminGuard(config, request -> SocketAddress.inetSocketAddress(4711, caller));
        Router router = Router.router(vertx);
        router.route().handler(request -> request.response().end("let in"));
        guard.register(() -> router);
        server = Nodes.get(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        Nodes.get(vertx.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.7.7.7", "::1", "::ffff:127.0.0.1"})
    void callers_on_this_host_are_let_in(String here) throws Exception {
        caller = here;

        assertLetIn(get("/nat", "localhost", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3", "169.254.1.1", "2001:db8::1", "::ffff:10.1.2.3", "fe80::1"})
    void other_hosts_are_refused_where_there_is_no_token(String far) throws Exception {
        caller = far;

        assertRefused(403, get("/nat", "localhost", ""));
        assertRefused(403, get("/", "localhost", "Authorization: Bearer \r\n"));
        assertRefused(403, get("/", "localhost", "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n"));
    }

    @Test
    void a_token_lets_other_hosts_in_and_nothing_like_it_does() throws Exception {
        expectToken();

        assertLetIn(get("/nat", "localhost", "Authorization: Bearer " + TOKEN + "\r\n"));
        assertLetIn(get("/nat", "tow.example", "Authorization: bearer " + TOKEN + "\r\n"));
        for (String wrong : new String[] {
            "",
            "Authorization: Bearer\r\n",
            "Authorization: Bearer " + TOKEN + "x\r\n",
            "Authorization: Bearer " + TOKEN.substring(1) + "\r\n",
            "Authorization: Basic " + TOKEN + "\r\n",
            "Authorization: " + TOKEN + "\r\n",
            "Cookie: token=" + TOKEN + "\r\n"
        }) {
            String answer = get("/nat", "localhost", wrong);
            assertRefused(401, answer);
            assertTrue(answer.contains("WWW-Authenticate: Bearer"), answer);
            assertFalse(answer.contains(TOKEN), answer);
        }
    }

    @Test
    void until_the_token_is_read_nobody_else_is_let_in() throws Exception {
        caller = FAR;
        tokenFile = Optional.of(folder.resolve("token").toString());

        assertRefused(403, get("/nat", "localhost", "Authorization: Bearer " + TOKEN + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:9100",
                "127.0.0.1",
                "127.0.0.1:80",
                "127.1.2.3:9",
                "[::1]",
                "[::1]:9100",
                "tow.example",
                "TOW.EXAMPLE:9100",
                "10.9.8.7:9100"
            })
    void names_of_this_host_are_answered(String host) throws Exception {
        assertLetIn(get("/nat", host, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:9100",
                "x.tow.example",
                "tow.example.evil",
                "0.0.0.0",
                "10.1.2.3",
                "[::]",
                "[::2]:9100",
                "2130706433",
                "0x7f.1",
                "127.0.0.1,evil.example"
            })
    void other_names_are_not_whoever_asks(String host) throws Exception {
        assertRefused(421, get("/nat", host, ""));
        expectToken();
        assertRefused(421, get("/nat", host, "Authorization: Bearer " + TOKEN + "\r\n"));
    }

    @Test
    void a_request_without_a_name_or_with_two_is_not_answered() throws Exception {
        assertFalse(ask("GET /nat HTTP/1.1\r\nConnection: close\r\n\r\n").contains("let in"));
        assertFalse(ask("GET /nat HTTP/1.0\r\n\r\n").contains("let in"));
        assertFalse(get("/nat", "localhost", "Host: evil.example\r\n").contains("let in"));
        assertFalse(get("/nat", "evil.example", "Host: localhost\r\n").contains("let in"));
        assertFalse(get("/nat", "", "").contains("let in"));
        assertFalse(get("/nat", "localhost@evil.example", "").contains("let in"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics"})
    void health_and_metrics_are_for_all(String path) throws Exception {
        caller = FAR;

        assertLetIn(get(path, "10.0.0.5:9100", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/admin/state",
                "/admin/page.js",
                "/nat",
                "//nat",
                "/q/health/../../nat",
                "/q/metrics/..%2f..%2fnat",
                "/q/health/live/../../../nat",
                "/q/healthy",
                "/q/metricsx",
                "/q/info",
                "/q/",
                "/%6eat",
                "/nat?x=/q/health",
                "/q/health%2f..%2f..%2fnat"
            })
    void all_else_is_not(String path) throws Exception {
        caller = FAR;

        assertRefused(403, get(path, "localhost", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/q/health/%z", "/nat%"})
    void a_path_that_is_none_is_a_bad_request(String path) throws Exception {
        assertRefused(400, get(path, "localhost", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "FOO"})
    void nothing_but_get_and_head_is_answered(String method) throws Exception {
        for (String path : new String[] {"/nat", "/q/health"}) {
            String answer = ask(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertRefused(405, answer);
            assertTrue(answer.contains("Allow: GET, HEAD"), answer);
        }
    }

    @Test
    void a_browser_is_told_to_trust_nothing() throws Exception {
        caller = FAR;
        for (String answer : new String[] {get("/", "localhost", ""), get("/", "evil.example", "")}) {
            assertTrue(answer.contains("\r\nContent-Security-Policy: default-src 'self';"), answer);
            assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), answer);
            assertTrue(answer.contains("\r\nReferrer-Policy: no-referrer\r\n"), answer);
            assertTrue(answer.contains("\r\nCache-Control: no-store\r\n"), answer);
        }
    }

    private void expectToken() {
        caller = FAR;
        tokenFile = Optional.of(folder.resolve("token").toString());
        guard.readToken();
    }

    private String get(String path, String host, String headers) throws IOException {
        return ask("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + headers + "\r\n");
    }

    private String ask(String request) throws IOException {
        try (RawClient client = new RawClient(server.actualPort())) {
            return new String(client.send(request).readToEnd(), StandardCharsets.UTF_8);
        }
    }

    private static void assertLetIn(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("let in"), answer);
    }

    private static void assertRefused(int status, String answer) {
        assertEquals("HTTP/1.1 " + status, answer.substring(0, Math.min(12, answer.length())), answer);
        assertFalse(answer.contains("let in"), answer);
    }
}
