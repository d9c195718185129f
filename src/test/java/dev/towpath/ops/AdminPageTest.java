package dev.towpath.ops;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.cli.Node;
import dev.towpath.kernel.Pipes;
import dev.towpath.net.Limits;
import dev.towpath.net.SystemResolver;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the admin page is made of, and what it is told. */
@QuarkusTest
@Timeout(60)
class AdminPageTest {

    private static final String EVIL = "<img src=x onerror=alert(1)>\u202e";

    @TestHTTPResource(value = "/health", management = true)
    URI health;

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    NodeWatch watch;

    @Inject
    NodeMetrics metrics;

    @Inject
    TransferJournal journal;

    @ParameterizedTest
    @CsvSource({
        "/, text/html, <title>Towpath</title>",
        "/admin/page.js, text/javascript, textContent",
        "/admin/chart.js, text/javascript, export class Chart",
        "/admin/page.css, text/css, prefers-color-scheme",
        "/admin/icon.svg, image/svg+xml, <svg"
    })
    void every_part_of_the_page_is_in_the_program(String path, String type, String has) {
        given().when()
                .get(health.resolve(path))
                .then()
                .statusCode(200)
                .contentType(containsString(type))
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", containsString("default-src 'self'"))
                .body(containsString(has))
                .body(not(containsString("innerHTML")))
                .body(not(containsString("https://")));
        given().when().head(health.resolve(path)).then().statusCode(200).body(equalTo(""));
        given().when().post(health.resolve(path)).then().statusCode(405);
    }

    @Test
    void a_proxy_is_shown_with_what_it_relays_now_and_what_it_has_relayed() throws Exception {
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nhello");
            peer.readOnce(1); // the test is over
        })) {
            Node proxy = proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD " + EVIL + "\n");
                client.readLine();
                client.read(5);
                // a second look has what the first one began to find out
                Await.until(
                        Duration.ofSeconds(10),
                        () -> Boolean.TRUE.equals(state().extract().path("upstream.up")),
                        () -> state().extract().asString());
                state().body("phase", equalTo("serving"))
                        .body("node.role", equalTo("proxy"))
                        .body("node.version", equalTo("1.2.3"))
                        .body("node.listens", equalTo(List.of("127.0.0.1:" + proxy.port())))
                        .body("draining", nullValue())
                        .body("connections.active", equalTo(1))
                        .body("upstream.address", equalTo("127.0.0.1:" + upstream.port()))
                        .body("nat.count", equalTo(1))
                        .body("nat.rows[0].client", equalTo("127.0.0.1:" + client.localPort()))
                        .body("nat.rows[0].nat_port", greaterThan(0))
                        .body("nat.rows[0].verb", equalTo("DOWNLOAD"))
                        .body("nat.rows[0].path", equalTo("<img src=x onerror=alert(1)>\\u202e"))
                        .body("nat.rows[0].state", equalTo("streaming"))
                        .body("nat.rows[0].bytes", greaterThan(5))
                        .body("running.count", equalTo(1))
                        .body("throughput.out", hasSize(Traffic.SECONDS))
                        .body("throughput.in", hasSize(Traffic.SECONDS));
                client.reset();
            }
            Await.until(
                    Duration.ofSeconds(10),
                    () -> state().extract().<Integer>path("nat.count") == 0
                            && state().extract().<Integer>path("running.count") == 0,
                    () -> state().extract().asString());
            state().body("recent[0].verb", equalTo("DOWNLOAD"))
                    .body("recent[0].path", equalTo("<img src=x onerror=alert(1)>\\u202e"))
                    .body("recent[0].outcome", equalTo("client_gone"))
                    .body("recent[0].bytes", equalTo(5));

            watch.draining();
            state().body("phase", equalTo("draining")).body("draining.seconds_left", greaterThan(25));
            Nodes.get(proxy.close());
        }
    }

    @Test
    void an_upload_is_shown_by_its_path_and_not_by_its_size() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "ERR unknown command\n")) {
            Node proxy = proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("UPLOAD 5 a b\n").readLine();
            }
            Await.until(
                    Duration.ofSeconds(10),
                    () -> "a b".equals(state().extract().path("recent[0].path")),
                    () -> state().extract().asString());
            state().body("recent[0].verb", equalTo("UPLOAD")).body("recent[0].outcome", equalTo("refused"));
            Nodes.get(proxy.close());
        }
    }

    @Test
    void an_upstream_that_is_away_is_told_with_the_reason() throws Exception {
        int gone;
        try (StandIn upstream = StandIn.older(peer -> {})) {
            gone = upstream.port();
        }
        Node proxy = proxy(gone);
        Await.until(
                Duration.ofSeconds(10),
                () -> Boolean.FALSE.equals(state().extract().path("upstream.up")),
                () -> state().extract().asString());
        state().body("upstream.problem", equalTo("127.0.0.1:" + gone + ": refused"));
        given().when()
                .get(health.resolve("/q/metrics"))
                .then()
                .statusCode(200)
                .body(containsString("towpath_build_info{role=\"proxy\",version=\"1.2.3\"} 1.0"));
        given().when().get(health + "/started").then().statusCode(200).body(containsString("listening"));
        assertEquals(200, given().when().get(health + "/live").statusCode(), "alive, whatever the upstream is");
        Nodes.get(proxy.close());
    }

    private ValidatableResponse state() {
        return given().when()
                .get(health.resolve("/admin/state"))
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    private Node proxy(int upstream) {
        Node node = Nodes.get(Node.proxy(
                vertx,
                new Node.Settings(
                        "127.0.0.1",
                        0,
                        List.of(),
                        1000,
                        List.of(),
                        () -> 0,
                        new SystemResolver(vertx),
                        limits,
                        List.of(metrics, journal),
                        Pipes.NONE),
                Nodes.local(upstream)));
        watch.listening(new ObservedNode(
                "proxy",
                "1.2.3",
                List.of("127.0.0.1:" + node.port()),
                node.upstream(),
                node.nat(),
                node.listener().admission(),
                node.problem(),
                Duration.ofSeconds(30)));
        return node;
    }
}
