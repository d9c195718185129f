package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.OlderPrograms;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads that nobody takes, as raw bytes: their content is never a command, and never meets a node that might take it for one. */
class RefusedUploadTest extends UploadNodesTest {

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void what_comes_before_it_is_asked_for_is_never_a_command(String way) throws Exception {
        for (String upload : List.of("UPLOAD 10 new", "UPLOAD 10 victim", "UPLOAD - new", "UPLOAD 10 no/new")) {
            try (RawClient client = new RawClient(port(way))) {
                client.send("PING\nLIST\n" + upload + "\nRM victim\nRM victim\n");
                assertEquals("OK\nOK\nvictim\nEND\nERR incomplete\n", client.readToEndAsText());
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
        assertFalse(Files.exists(root.resolve("new")));
    }

    @Test
    void what_comes_between_an_upload_and_its_refusal_is_never_a_command() throws Exception {
        CountDownLatch refuse = new CountDownLatch(1);
        try (StandIn upstream = new StandIn(peer -> {
            try {
                assertTrue(refuse.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        })) {
            Node relay = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(relay.port())) {
                client.send("UPLOAD 10 new\n");
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 1, upstream::open);
                client.send("PING\nPING\n");
                for (int i = 0; i < 8; i++) { // by then every event loop has read what was sent before
                    try (RawClient other = new RawClient(relay.port())) {
                        assertEquals("OK", other.send("PING\n").readLine());
                    }
                }
                refuse.countDown();
                assertEquals("ERR incomplete\n", client.readToEndAsText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WITH body=10 UPLOAD 10 victim\nRM", "WITH body=10 NONSENSE\nRM", "WITH body=10 LIST\nRM"})
    void content_that_breaks_off_behind_a_refusal_ends_the_connection(String sent) throws Exception {
        for (int port : new int[] {server.port(), first.port()}) {
            try (RawClient client = new RawClient(port)) {
                client.send(sent).halfClose().readToEndOrReset();
            }
        }
        awaitNobody();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH  body=10 UPLOAD 10 x",
                "WITH wait; body=10 UPLOAD 10 x",
                "WITH BODY=10 UPLOAD 10 x",
                "WITH wait WITH body=10 UPLOAD 10 x",
                "VIA a:1 VIA b:1 WITH body=10 UPLOAD 10 x",
                "UPLOAD 10 ../x",
                "UPLOAD 010 x",
                "WITH wait UPLOAD 10 ../x"
            })
    void content_behind_a_line_of_no_proper_form_is_never_a_command(String line) throws Exception {
        for (int port : new int[] {server.port(), first.port()}) {
            try (RawClient client = new RawClient(port)) {
                String answer = client.send(line + "\nRM victim\n").halfClose().readToEndAsText();
                assertTrue(answer.matches("ERR [a-z :]+\n"), answer);
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void refused_content_right_behind_its_line_is_dropped_and_the_next_request_answered(String way) throws Exception {
        String body = "RM victim\n".repeat(10_000);
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH body=" + body.length() + " UPLOAD " + body.length() + " victim\n" + body + "PING\n");
            client.send("WITH body=" + body.length() + " UPLOAD 7 new\n" + body + "PING\n");
            client.send("WITH body=" + body.length() + " NONSENSE\n" + body + "PING\n");
            client.send("VIA 10.0.0.1:1 WITH body=" + body.length() + " UPLOAD 7 new\n" + body + "PING\n");
            assertEquals(
                    "ERR exists\nOK\nERR bad number\nOK\nERR unknown command\nOK\nERR relay to 10.0.0.1:1 is not allowed\nOK\n",
                    client.halfClose().readToEndAsText());
            assertEquals("still here", Files.readString(root.resolve("victim")));
        }
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH body=99999999 UPLOAD 99999999 new\nRM victim\n");
            assertEquals("ERR bad number\n", client.readToEndAsText());
        }
        assertTrue(Files.exists(root.resolve("victim")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy", "two hops"})
    void a_no_behind_go_ends_the_connection_on_every_hop(String way) throws Exception {
        try (RawClient client = new RawClient(port(way))) {
            client.send("WITH sha256=" + "0".repeat(64) + " UPLOAD 5 new\n").readLine();
            assertEquals("ERR checksum mismatch\n", client.send("hello").readToEndAsText());
        }
        try (RawClient client = new RawClient(port(way))) {
            client.send("UPLOAD - new\n").readLine();
            assertEquals("ERR bad number\n", client.send("5\nhelloRM victim\n").readToEndAsText());
        }
        awaitNobody();
        assertEquals(List.of("victim"), visible());
        Await.until(Duration.ofSeconds(5), () -> parts() == 0, this::parts);
    }

    @Test
    void an_older_node_behind_a_relay_never_sees_a_byte_of_an_upload() throws Exception {
        try (StandIn older = OlderPrograms.server(Map.of("a", "hi\n"))) {
            Node relay = nodes.proxy(older.port());
            Node outer = nodes.proxy(relay.port());
            for (int port : new int[] {relay.port(), outer.port()}) {
                try (RawClient client = new RawClient(port)) {
                    client.send("WITH body=12 UPLOAD 12 new\nDOWNLOAD a\n\nPING\n");
                    assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
                }
                try (RawClient client = new RawClient(port)) {
                    assertEquals(
                            "ERR unknown command",
                            client.send("UPLOAD 12 new\n").readLine());
                    assertEquals("OK 3", client.send("DOWNLOAD a\n").readLine());
                }
            }
            try (StandIn olderProxy = OlderPrograms.proxy(server.port())) {
                Node before = nodes.proxy(olderProxy.port());
                try (RawClient client = new RawClient(before.port())) {
                    client.send("WITH body=10 UPLOAD 10 new\nRM victim\nPING\n");
                    assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
                }
            }
        }
        assertTrue(Files.exists(root.resolve("victim")));
    }

    @Test
    void a_node_that_greets_but_does_not_know_content_behind_a_line_gets_none() throws Exception {
        List<String> seen = new java.util.concurrent.CopyOnWriteArrayList<>();
        String greeting =
                "towpath/1\nversion 0\nrole server\nnode 0000000000000000\nverbs LIST DOWNLOAD\noptions sid\n";
        try (StandIn early = new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                seen.add(line);
                peer.send(line.equals("HELLO") ? "OK " + greeting.length() + "\n" + greeting : "OK\n");
            }
        })) {
            Node relay = nodes.proxy(early.port());
            try (RawClient client = new RawClient(relay.port())) {
                client.send("WITH body=10 UPLOAD 10 new\nRM victim\nPING\n");
                assertEquals("ERR unknown command\nOK\n", client.halfClose().readToEndAsText());
            }
        }
        assertEquals(List.of("HELLO", "PING"), seen.stream().distinct().toList());
    }
}
