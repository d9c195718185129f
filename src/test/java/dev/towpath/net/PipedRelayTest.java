package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.kernel.Pipe;
import dev.towpath.kernel.Pipes;
import dev.towpath.testing.Await;
import dev.towpath.testing.BufferPipe;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.io.IOException;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay's use of pipes, here made of memory: who holds how many, and that all come back. */
@Timeout(60)
class PipedRelayTest {

    @Test
    void one_stalled_reader_of_a_slow_upstream_holds_few_pipes() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Nodes nodes = new Nodes();
                StandIn upstream = StandIn.older(peer -> {
                    peer.readLine();
                    peer.send("OK 1000000000\n");
                    byte[] piece = new byte[1460];
                    while (true) {
                        peer.send(piece);
                        sent.incrementAndGet();
                        LockSupport.parkNanos(100_000);
                    }
                })) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port(), 4 * 1024)) {
                assertEquals("OK 1000000000", client.send("DOWNLOAD a\n").readLine());
                int known = -1;
                for (int quiet = 0; quiet < 200; ) { // until nothing more is taken
                    most.accumulateAndGet(nodes.pipes().lent(), Math::max);
                    quiet = sent.get() == known ? quiet + 1 : 0;
                    known = sent.get();
                    LockSupport.parkNanos(1_000_000);
                }
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> nodes.pipes().lent() == 0,
                    () -> nodes.pipes().lent());
        }
        assertTrue(most.get() >= 1 && most.get() <= 2, () -> most + " of 8 pipes are held by one stalled reader");
    }

    @Test
    void a_body_goes_through_pipes_and_they_come_back() throws Exception {
        byte[] body = RawClient.pattern(5_000_000, 3);
        AtomicInteger most = new AtomicInteger();
        try (Nodes nodes = new Nodes();
                StandIn upstream = StandIn.answeringOnceWith("OK " + body.length + "\n", body)) {
            Node proxy = nodes.proxy(upstream.port());
            try (RawClient client = new RawClient(proxy.port(), 4 * 1024)) {
                assertEquals("OK " + body.length, client.send("DOWNLOAD a\n").readLine());
                Await.until(Duration.ofSeconds(10), () -> nodes.pipes().lent() > 0, most::get);
                assertTrue(RawClient.same(body, client.read(body.length)));
            }
            Await.until(
                    Duration.ofSeconds(5),
                    () -> nodes.pipes().lent() == 0,
                    () -> nodes.pipes().lent());
        }
    }

    /** The kernel's pipes find nothing where an urgent byte is next, and only a copy gets past it. */
    @Test
    void an_urgent_byte_that_no_pipe_gets_past_is_left_out_and_stops_nothing() throws Exception {
        byte[] body = RawClient.pattern(5_000_000, 3);
        int half = body.length / 2;
        AtomicInteger room = new AtomicInteger(half);
        try (Nodes nodes = new Nodes();
                StandIn upstream = StandIn.older(peer -> {
                    peer.readLine();
                    peer.send("OK " + body.length + "\n");
                    peer.send(Arrays.copyOf(body, half));
                    peer.sendUrgent('!');
                    peer.send(Arrays.copyOfRange(body, half, body.length));
                })) {
            Pipes pipes = new Pipes(8, () -> new StoppingPipe(room));
            Node proxy = proxy(nodes, upstream.port(), pipes);
            try (RawClient client = new RawClient(proxy.port())) {
                assertTrue(RawClient.same(body, client.download("a")));
                assertEquals("OK", client.send("PING\n").readLine());
            }
            assertEquals(0, room.get(), "the pipes were used, and stopped");
            Await.until(Duration.ofSeconds(5), () -> pipes.lent() == 0, pipes::lent);
        }
    }

    private static Node proxy(Nodes nodes, int upstreamPort, Pipes pipes) {
        Node.Settings s = nodes.settings(List.of());
        return Nodes.get(Node.proxy(
                nodes.vertx(),
                new Node.Settings(
                        s.host(),
                        s.port(),
                        s.relayTo(),
                        s.natCapacity(),
                        s.dialects(),
                        s.managementPort(),
                        s.resolver(),
                        s.limits(),
                        List.of(),
                        pipes),
                Nodes.local(upstreamPort)));
    }

    /** A pipe that takes so many bytes, all of its kind together, and then finds none although there are more. */
    private static final class StoppingPipe implements Pipe {

        private final BufferPipe pipe = new BufferPipe();
        private final AtomicInteger room;

        StoppingPipe(AtomicInteger room) {
            this.room = room;
        }

        @Override
        public int capacity() {
            return pipe.capacity();
        }

        @Override
        public int held() {
            return pipe.held();
        }

        @Override
        public int fill(ScatteringByteChannel from, int most) throws IOException {
            int now = Math.min(most, room.get());
            int read = now == 0 ? 0 : pipe.fill(from, now);
            room.addAndGet(-Math.max(read, 0));
            return read;
        }

        @Override
        public int drain(WritableByteChannel to) throws IOException {
            return pipe.drain(to);
        }

        @Override
        public void close() {
            pipe.close();
        }
    }
}
