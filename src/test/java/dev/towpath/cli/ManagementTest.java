package dev.towpath.cli;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.net.Limits;
import dev.towpath.ops.NatEndpoint;
import dev.towpath.ops.NodeReadiness;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import dev.towpath.wire.HostPort;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.net.URI;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The management port of a running application. */
@QuarkusTest
@Timeout(60)
class ManagementTest {

    @TestHTTPResource(value = "/health", management = true)
    URI health;

    @TestHTTPResource(value = "/metrics", management = true)
    URI metrics;

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    NatEndpoint endpoint;

    @Inject
    @Readiness
    NodeReadiness readiness;

    @Test
    void a_proxy_is_ready_while_its_upstream_is_there_and_is_not_itself() throws Exception {
        String ready = health + "/ready";
        Node.Settings settings = Node.Settings.of(vertx, "127.0.0.1", 0, limits);
        int gone;
        try (StandIn older = StandIn.answering(line -> "ERR unknown command\n")) {
            gone = older.port();
            Node proxy = Nodes.get(Node.proxy(vertx, settings, Nodes.local(older.port())));
            readiness.listening(proxy.problem());
            given().when().get(ready).then().statusCode(200);

            Node itself = Nodes.get(Node.proxy(vertx, withPort(settings, freePort()), Nodes.local(lastFree)));
            readiness.listening(itself.problem());
            given().when().get(ready).then().statusCode(503).body(containsString("is this proxy itself"));
            Nodes.get(itself.close());
            Nodes.get(proxy.close());
        }
        Node lonely = Nodes.get(Node.proxy(vertx, settings, Nodes.local(gone)));
        readiness.listening(lonely.problem());
        given().when().get(ready).then().statusCode(503).body(containsString("refused"));
        readiness.draining();
        given().when().get(ready).then().statusCode(503).body(containsString("draining"));
        Nodes.get(lonely.close());
    }

    private static Node.Settings withPort(Node.Settings s, int port) {
        return new Node.Settings(
                s.host(),
                port,
                s.relayTo(),
                s.natCapacity(),
                s.dialects(),
                s.managementPort(),
                s.resolver(),
                s.limits());
    }

    private int lastFree;

    private int freePort() throws java.io.IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            lastFree = socket.getLocalPort();
            return lastFree;
        }
    }

    @Test
    void health_and_metrics_are_there() {
        given().when().get(health + "/live").then().statusCode(200);
        given().when().get(metrics).then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
    }

    @Test
    void the_nat_table_shows_a_request_from_dialling_to_its_end() throws Exception {
        URI nat = health.resolve("/nat");
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 10\nhello");
            peer.awaitEnd();
        })) {
            HostPort next = new HostPort("127.0.0.1", upstream.port());
            Node proxy = Nodes.get(Node.proxy(vertx, Node.Settings.of(vertx, "127.0.0.1", 0, limits), next));
            endpoint.show(proxy.nat());
            given().when()
                    .get(nat)
                    .then()
                    .statusCode(200)
                    .contentType("application/json")
                    .body("$", hasSize(0));
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("DOWNLOAD a <b>\n");
                assertEquals("OK 10", client.readLine());
                client.read(5);
                given().when()
                        .get(nat)
                        .then()
                        .body("$", hasSize(1))
                        .body("[0].client", equalTo("127.0.0.1:" + client.localPort()))
                        .body(
                                "[0].nat_port",
                                equalTo(proxy.nat().snapshot().get(0).natPort()))
                        .body("[0].upstream", equalTo("127.0.0.1:" + upstream.port()))
                        .body("[0].verb", equalTo("DOWNLOAD"))
                        .body("[0].path", equalTo("a <b>"))
                        .body("[0].route", hasSize(0))
                        .body("[0].state", equalTo("streaming"))
                        .body("[0].bytes_up", equalTo("DOWNLOAD a <b>\n".length()))
                        .body("[0].bytes_down", equalTo(5));
                client.reset();
            }
            dev.towpath.testing.Await.until(
                    java.time.Duration.ofSeconds(5), () -> proxy.nat().size() == 0, proxy.nat()::snapshot);
            given().when().get(nat).then().body("$", hasSize(0));
            Nodes.get(proxy.close());
        }
    }
}
