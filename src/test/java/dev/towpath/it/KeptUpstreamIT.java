package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a proxy uses its upstream connection again, and when never. */
class KeptUpstreamIT extends ProcessTest {

    @Test
    void an_over_long_body_is_cut_and_its_connection_not_used_again() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 5\nhelloOK 4\nevil")) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                client.send("DOWNLOAD a\nDOWNLOAD b\nPING\n").halfClose();

                assertEquals("OK 5\nhelloOK 5\nhelloOK\n", client.readToEndAsText());
            }
            assertEquals(2, upstream.accepted());
        }
    }

    @Test
    void bytes_on_an_idle_upstream_connection_close_it() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (StandIn upstream = StandIn.older(peer -> {
            peer.readLine();
            peer.send("OK 5\nhello");
            answered.await(10, TimeUnit.SECONDS);
            peer.send("OK 4\nevil");
            peer.awaitEnd();
        })) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), client.download("a"));
                answered.countDown();
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, () -> "still open");
                assertArrayEquals("hello".getBytes(StandardCharsets.UTF_8), client.download("a"));
            }
            assertEquals(2, upstream.accepted());
        }
    }

    @Test
    void a_kept_upstream_connection_is_closed_after_its_time() throws Exception {
        try (StandIn upstream = StandIn.answering(line -> "OK 0\n")) {
            ProcessUnderTest proxy =
                    launcher().limit("upstream-keep-alive", "500ms").proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port())) {
                client.download("a");
                client.download("b");
                assertEquals(1, upstream.accepted());

                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 0, () -> "still open");
                client.download("c");
                assertEquals(2, upstream.accepted());
            }
        }
    }

    @Test
    void an_upstream_that_closes_after_each_answer_works() throws Exception {
        try (StandIn upstream = StandIn.answeringOnce(line -> line.equals("LIST") ? "OK\na\n\nEND\n" : "OK 5\nhello")) {
            try (RawClient client =
                    new RawClient(launcher().proxy(upstream.port()).port())) {
                client.send("LIST\nDOWNLOAD a\nDOWNLOAD b\nLIST\n").halfClose();

                assertEquals("OK\na\nEND\nOK 5\nhelloOK 5\nhelloOK\na\nEND\n", client.readToEndAsText());
            }
        }
    }
}
