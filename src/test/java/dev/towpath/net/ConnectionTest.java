package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.kernel.Pipes;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.nio.NioEventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection tells, and in which order, when a few bytes may wait for their loop's round. */
@Timeout(60)
class ConnectionTest {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final List<Heard> connections = new CopyOnWriteArrayList<>();
    private boolean halfClose = true;

    /** Keeps what it is told. */
    private static final class Heard implements Connection.Events {
        private final Connection connection;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final List<String> ends = new CopyOnWriteArrayList<>();
        private volatile Consumer<ByteBuf> first = in -> {};
        private volatile Runnable ended = () -> {};

        Heard(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void bytes(ByteBuf in) {
            first.accept(in);
            synchronized (bytes) {
                bytes.writeBytes(ByteBufUtil.getBytes(in));
            }
            in.release();
        }

        @Override
        public void inputEnded() {
            ended.run();
            ends.add("end after " + size());
        }

        @Override
        public void closed(@Nullable Throwable failure) {
            ends.add("closed after " + size());
        }

        int size() {
            synchronized (bytes) {
                return bytes.size();
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private int listen() {
        NetServer server = vertx.createNetServer();
        server.connectHandler(socket -> {
            Connection connection = new Connection(
                    socket, (ContextInternal) vertx.getOrCreateContext(), halfClose, 16 * 1024, Pipes.NONE);
            Heard heard = new Heard(connection);
            connection.attach(heard);
            connections.add(heard);
        });
        return Nodes.get(server.listen(0, "127.0.0.1")).actualPort();
    }

    private Heard heard(int index) throws Exception {
        Await.until(
                Duration.ofSeconds(10), () -> connections.size() > index, () -> "connections: " + connections.size());
        return connections.get(index);
    }

    /** Has the only loop wait until the latch is open. */
    private CountDownLatch blockLoop() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch latch = new CountDownLatch(1);
        vertx.runOnContext(v -> {
            waits.countDown();
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waits.await();
        return latch;
    }

    private static void awaitEnds(Heard heard, String... ends) throws Exception {
        Await.until(Duration.ofSeconds(10), () -> heard.ends.equals(List.of(ends)), () -> "ends: " + heard.ends);
    }

    @Test
    void pieces_of_all_sizes_come_in_their_order_and_before_the_end() throws Exception {
        Random random = new Random(1);
        byte[] all = new byte[2_000_000];
        random.nextBytes(all);
        int port = listen();
        try (RawClient client = new RawClient(port)) {
            for (int from = 0; from < all.length; ) {
                int to = Math.min(all.length, from + 1 + random.nextInt(random.nextBoolean() ? 100 : 30_000));
                client.send(Arrays.copyOfRange(all, from, to));
                from = to;
            }
            client.halfClose();

            awaitEnds(heard(0), "end after " + all.length);
            assertArrayEquals(all, heard(0).bytes.toByteArray());
        }
        vertx.runOnContext(v -> connections.get(0).connection.abort());
        awaitEnds(heard(0), "end after " + all.length, "closed after " + all.length);
    }

    /** Also where it is told within what it stops, in the middle of a round of reads. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void reading_stops_at_once_and_goes_on_where_it_stopped(boolean within) throws Exception {
        int port = listen();
        try (RawClient client = new RawClient(port);
                RawClient other = new RawClient(port)) {
            Heard heard = heard(0);
            heard.first = in -> {
                if (within) {
                    heard.connection.setReading(false);
                }
            };
            client.send("first");
            Await.until(Duration.ofSeconds(10), () -> heard.size() == 5, heard::size);
            if (!within) {
                onLoop(() -> heard.connection.setReading(false));
            }
            for (int turn = 0; turn < 3; turn++) {
                int before = heard.size();
                client.send("x".repeat(200_000));
                awaitRound(other, heard(1));
                assertEquals(before, heard.size());
                heard.first = in -> {
                    if (within && heard.size() + in.readableBytes() - before >= 200_000) {
                        heard.connection.setReading(false);
                    }
                };
                onLoop(() -> heard.connection.setReading(true));
                Await.until(Duration.ofSeconds(10), () -> heard.size() == before + 200_000, heard::size);
                if (!within) {
                    onLoop(() -> heard.connection.setReading(false));
                }
            }
            client.halfClose();
            awaitRound(other, heard(1));
            assertEquals(List.of(), heard.ends);
            onLoop(() -> heard.connection.setReading(true));
            awaitEnds(heard, "end after 600005");
        }
    }

    /** Waits until the only loop has seen what another connection sends now, and so all that was there before. */
    private static void awaitRound(RawClient other, Heard itsEnd) throws Exception {
        int before = itsEnd.size();
        other.send("x");
        Await.until(Duration.ofSeconds(10), () -> itsEnd.size() == before + 1, itsEnd::size);
    }

    private void onLoop(Runnable action) throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        vertx.runOnContext(v -> {
            action.run();
            done.countDown();
        });
        assertTrue(done.await(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void the_last_words_come_before_the_end(boolean half) throws Exception {
        halfClose = half;
        int port = listen();
        try (RawClient client = new RawClient(port)) {
            Heard heard = heard(0);
            CountDownLatch sent = blockLoop();
            client.send("bye\n").halfClose();
            sent.countDown();

            awaitEnds(heard, half ? "end after 4" : "closed after 4");
        }
    }

    /** Both have bytes that wait for the same round; who is looked at first aborts the other. */
    @Test
    void a_connection_that_was_aborted_tells_of_no_bytes_any_more() throws Exception {
        int port = listen();
        try (RawClient one = new RawClient(port);
                RawClient other = new RawClient(port)) {
            Heard first = heard(0);
            Heard second = heard(1);
            first.first = in -> second.connection.abort();
            second.first = in -> first.connection.abort();
            CountDownLatch sent = blockLoop(); // what comes meanwhile is read in one round
            one.send("x");
            other.send("y");
            sent.countDown();

            Await.until(
                    Duration.ofSeconds(10),
                    () -> first.size() + second.size() > 0 && first.ends.size() + second.ends.size() > 0,
                    () -> first.ends + " " + second.ends);
            assertEquals(1, first.size() + second.size());
        }
    }

    @Test
    void what_goes_wrong_with_bytes_hides_no_end() throws Exception {
        int port = listen();
        try (RawClient client = new RawClient(port)) {
            Heard heard = heard(0);
            heard.first = in -> {
                in.release();
                throw new IllegalStateException("this test's failure, to be reported");
            };
            client.send("x").halfClose();

            awaitEnds(heard, "end after 0");
        }
    }

    /** Else what it has said would be taken for the answer to what it is asked next. */
    @Test
    void a_session_is_not_idle_when_something_has_come_that_nobody_looked_at_yet() throws Exception {
        int port = listen();
        try (RawClient upstream = new RawClient(port);
                RawClient client = new RawClient(port)) {
            Connection unasked = heard(0).connection;
            Heard heard = heard(1);
            Limits limits = Nodes.limits(Map.of());
            List<Boolean> idle = new CopyOnWriteArrayList<>();
            vertx.runOnContext(v -> {
                ClientSession session = new ClientSession(unasked, limits);
                idle.add(session.isIdle());
                heard.ended = () -> idle.add(session.isIdle());
            });
            CountDownLatch sent = blockLoop();
            upstream.send("OK 5\nwrong");
            client.halfClose(); // an end is told before the round
            sent.countDown();

            awaitEnds(heard, "end after 0");
            assertEquals(List.of(true, false), idle);
        }
    }

    /** A loop does so when its selector no longer works, and of these connections Netty would no longer know how to read or write them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_loop_that_changes_its_selector_loses_connections_and_not_bytes(boolean heardBefore) throws Exception {
        int port = listen();
        try (RawClient client = new RawClient(port)) {
            Heard heard = heard(0);
            if (heardBefore) {
                client.send("before");
                Await.until(Duration.ofSeconds(10), () -> heard.size() == 6, heard::size);
            }
            onLoop(() -> ((NioEventLoop) heard.connection.context().nettyEventLoop()).rebuildSelector());
            client.send("behind");

            awaitEnds(heard, "closed after " + (heardBefore ? 6 : 0));
        }
        try (RawClient client = new RawClient(port)) {
            client.send("x".repeat(100_000)).halfClose();
            awaitEnds(heard(1), "end after 100000");
        }
    }

    /** What one sends while the round looks leaves with the rest. */
    @Test
    void what_is_to_be_sent_soon_is_sent() throws Exception {
        int port = listen();
        try (RawClient client = new RawClient(port)) {
            Heard heard = heard(0);
            heard.first = in -> {
                heard.connection.write(Unpooled.copiedBuffer(in));
                heard.connection.flushSoon();
                heard.connection.flushSoon();
            };
            for (int i = 0; i < 1000; i++) {
                client.send(i + "\n");
                assertEquals(Integer.toString(i), client.readLine());
            }
        }
    }
}
