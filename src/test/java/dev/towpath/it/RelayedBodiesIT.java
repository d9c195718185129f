package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large bodies on their way through a proxy, whichever way that moves them: all bytes, and nothing but them. */
class RelayedBodiesIT extends ProcessTest {

    private static final byte[] BODY = RawClient.pattern(24 * 1024 * 1024 + 77, 11);

    /** What a process may have open besides the pipes it relays through: two ends each. */
    private static final int MOST_PIPE_ENDS = 2 * 32;

    /** True where bodies pass through pipes of the system. */
    boolean movesThroughPipes() {
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"32", "3", "0"})
    void more_clients_than_pipes_get_every_byte(String pipes) throws Exception {
        Path root = root();
        Files.write(root.resolve("big"), BODY);
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().with("TOWPATH_RELAY_PIPES", pipes).proxy(server.port());
        int atRest = ProcFs.pipeEnds(proxy.pid());

        List<Boolean> equal = atOnce(12, () -> {
            try (RawClient client = new RawClient(proxy.port())) {
                boolean first = Arrays.equals(BODY, client.download("big"));
                return first && Arrays.equals(BODY, client.download("big"));
            }
        });

        assertTrue(equal.stream().allMatch(same -> same), equal::toString);
        int kept = ProcFs.pipeEnds(proxy.pid()) - atRest;
        assertTrue(kept <= 2 * Integer.parseInt(pipes), () -> kept + " ends of pipes");
        assertEquals(movesThroughPipes() && !pipes.equals("0"), kept > 0, () -> kept + " ends of pipes");
    }

    @Test
    void an_upstream_that_closes_right_behind_its_body_has_sent_all_of_it() throws Exception {
        try (StandIn upstream = StandIn.answeringOnceWith("OK " + BODY.length + "\n", BODY)) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(proxy.port())) {
                    assertTrue(RawClient.same(BODY, client.download("a")), "round " + i);
                    assertEquals("OK", client.send("PING\n").readLine());
                }
            }
        }
    }

    @Test
    void an_upstream_that_gives_too_little_leaves_the_client_with_that_and_an_end() throws Exception {
        byte[] most = Arrays.copyOf(BODY, BODY.length - 1);
        try (StandIn upstream = StandIn.answeringOnceWith("OK " + BODY.length + "\n", most)) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertEquals(
                        "OK " + BODY.length, client.send("DOWNLOAD a\nPING\n").readLine());
                assertTrue(RawClient.same(most, client.readToEnd()), "what there was");
            }
            awaitRest(proxy, Integer.MAX_VALUE - 2);
        }
    }

    @Test
    void what_comes_behind_the_body_is_not_taken_for_it() throws Exception {
        byte[] more = Arrays.copyOf(BODY, BODY.length + 5000);
        try (StandIn upstream = StandIn.answeringOnceWith("OK " + BODY.length + "\n", more)) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                assertTrue(RawClient.same(BODY, client.download("a")), "the body");
                assertEquals("OK", client.send("PING\n").readLine());
                assertTrue(RawClient.same(BODY, client.download("a")), "again");
            }
        }
    }

    /** The kernel leaves the urgent byte out of what is read, and splice(2) gets nothing from there on until a read is past it. */
    @Test
    void an_urgent_byte_in_the_midst_of_a_body_is_left_out_and_stops_nothing() throws Exception {
        try (StandIn upstream = StandIn.older(peer -> {
            while (peer.readLine() != null) {
                sendWithUrgentByte(peer, BODY, BODY.length / 2);
            }
        })) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                for (int i = 0; i < 5; i++) {
                    assertTrue(RawClient.same(BODY, client.download("a")), "round " + i);
                }
                assertEquals("OK", client.send("PING\n").readLine());
            }
        }
    }

    /** With the end behind it, splice(2) tells of the urgent byte as of the end itself. */
    @Test
    void an_urgent_byte_is_not_taken_for_the_end_when_that_has_come_as_well() throws Exception {
        byte[] body = Arrays.copyOf(BODY, 6 * 1024 * 1024);
        try (StandIn upstream = StandIn.older(peer -> {
            if (peer.readLine() != null) {
                sendWithUrgentByte(peer, body, body.length - 150_000);
            }
        })) {
            ProcessUnderTest proxy = launcher().proxy(upstream.port());
            for (int i = 0; i < 5; i++) {
                try (RawClient slow = new RawClient(proxy.port(), 16 * 1024)) { // so that the end is there first
                    assertTrue(RawClient.same(body, slow.download("a")), "round " + i);
                    assertEquals("OK", slow.send("PING\n").readLine());
                }
            }
        }
    }

    private static void sendWithUrgentByte(StandIn.Peer peer, byte[] body, int at) throws IOException {
        peer.send("OK " + body.length + "\n");
        peer.send(Arrays.copyOf(body, at));
        peer.sendUrgent('!');
        peer.send(Arrays.copyOfRange(body, at, body.length));
    }

    @Test
    void a_slow_reader_gets_all_and_holds_nobody_up() throws Exception {
        Path root = root();
        Files.write(root.resolve("big"), BODY);
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().with("TOWPATH_RELAY_PIPES", "2").proxy(server.port());
        try (RawClient slow = new RawClient(proxy.port(), 16 * 1024);
                RawClient slower = new RawClient(proxy.port(), 16 * 1024);
                RawClient fast = new RawClient(proxy.port())) {
            assertEquals("OK " + BODY.length, slow.send("DOWNLOAD big\n").readLine());
            assertEquals("OK " + BODY.length, slower.send("DOWNLOAD big\n").readLine());
            for (int i = 0; i < 3; i++) {
                assertTrue(RawClient.same(BODY, fast.download("big")), "beside two that do not read");
            }
            assertTrue(RawClient.same(BODY, slow.read(BODY.length)), "slow");
            assertTrue(RawClient.same(BODY, slower.read(BODY.length)), "slower");
            assertEquals("OK", slower.send("PING\n").readLine());
        }
    }

    @Test
    void clients_that_vanish_in_mid_body_leave_nothing() throws Exception {
        Path root = root();
        Files.write(root.resolve("big"), BODY);
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        int atRest = ProcFs.openFiles(proxy.pid());

        for (int i = 0; i < 100; i++) {
            RawClient client = new RawClient(proxy.port(), 16 * 1024);
            client.send("DOWNLOAD big\n").readLine();
            client.skip(100_000L * (i % 7));
            if (i % 2 == 0) {
                client.reset();
            } else {
                client.close();
            }
        }

        awaitRest(proxy, atRest);
        assertTrue(ProcFs.pipeEnds(proxy.pid()) <= MOST_PIPE_ENDS + 3, proxy::toString);
        try (RawClient client = new RawClient(proxy.port())) {
            assertTrue(RawClient.same(BODY, client.download("big")), "afterwards");
        }
    }

    @Test
    void an_upload_arrives_whole_through_two_proxies() throws Exception {
        Path root = root();
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy =
                launcher().proxy(launcher().proxy(server.port()).port());
        try (RawClient client = new RawClient(proxy.port())) {
            client.send("UPLOAD " + BODY.length + " counted\n");
            assertEquals("GO 0 " + BODY.length, client.readLine());
            assertTrue(client.send(BODY).readLine().startsWith("OK " + BODY.length + " sha256 "));

            client.send("UPLOAD - chunked\n");
            assertEquals("GO 0 -", client.readLine());
            client.send(BODY.length + "\n").send(BODY);
            assertTrue(client.send("0\n").readLine().startsWith("OK " + BODY.length + " sha256 "));
            assertEquals("OK", client.send("PING\n").readLine());
        }
        assertTrue(RawClient.same(BODY, Files.readAllBytes(root.resolve("counted"))), "counted");
        assertTrue(RawClient.same(BODY, Files.readAllBytes(root.resolve("chunked"))), "in chunks");
    }

    @Test
    void a_client_that_stops_in_mid_upload_leaves_nothing() throws Exception {
        Path root = root();
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        int atRest = ProcFs.openFiles(proxy.pid());
        for (int i = 0; i < 20; i++) {
            try (RawClient client = new RawClient(proxy.port())) {
                client.send("UPLOAD " + BODY.length + " cut\n").readLine();
                client.send(Arrays.copyOf(BODY, 1_000_000 + i));
            }
        }
        awaitRest(proxy, atRest);
        Await.until(
                Duration.ofSeconds(5),
                () -> names(root).stream().noneMatch("cut"::equals),
                () -> "stored: a part of an upload");
    }

    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> List<T> atOnce(int many, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<CompletableFuture<T>> running = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                CompletableFuture<T> one = new CompletableFuture<>();
                running.add(one);
                threads.execute(() -> {
                    try {
                        one.complete(work.run());
                    } catch (Exception | AssertionError e) {
                        one.completeExceptionally(e);
                    }
                });
            }
            List<T> results = new ArrayList<>();
            for (CompletableFuture<T> one : running) {
                results.add(one.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
