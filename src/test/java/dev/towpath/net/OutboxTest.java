package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.kernel.Pipes;
import dev.towpath.kernel.SocketCalls;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.impl.NetSocketInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is written comes whole and in its order, whichever of the two ways each message takes. */
@Timeout(60)
class OutboxTest {

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Connection> accepted = new CompletableFuture<>();

    private int listen() {
        NetServer server = vertx.createNetServer();
        server.connectHandler(socket -> accepted.complete(
                new Connection(socket, (ContextInternal) vertx.getOrCreateContext(), true, 16 * 1024, Pipes.NONE)));
        return Nodes.get(server.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void onLoop(Consumer<Connection> action) throws Exception {
        Connection connection = accepted.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> done = new CompletableFuture<>();
        connection.context().runOnContext(v -> {
            try {
                action.accept(connection);
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        done.get(10, TimeUnit.SECONDS);
    }

    private static ByteBuf message(Connection connection, byte[] bytes, int kind) {
        return switch (kind) {
            case 0 -> Unpooled.wrappedBuffer(bytes);
            case 1 -> connection.buffer(bytes.length).writeBytes(bytes);
            case 2 -> Unpooled.wrappedBuffer(new byte[1], bytes).skipBytes(1);
            default -> Unpooled.directBuffer(bytes.length).writeBytes(bytes);
        };
    }

    /** The socket is full again and again, in the middle of a message too. */
    @Test
    void messages_to_a_client_that_reads_late_come_whole_and_in_their_order() throws Exception {
        Random random = new Random(7);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (RawClient client = new RawClient(listen(), 4096)) {
            for (int turn = 0; turn < 40; turn++) {
                onLoop(connection -> {
                    for (int i = 0; i < 50; i++) {
                        byte[] bytes = new byte[random.nextInt(random.nextInt(10) == 0 ? 20_000 : Outbox.SMALL + 1)];
                        random.nextBytes(bytes);
                        all.writeBytes(bytes);
                        int kind = random.nextInt(5);
                        if (kind == 4) {
                            connection.write(bytes);
                        } else {
                            connection.write(message(connection, bytes, kind));
                        }
                        if (random.nextInt(4) > 0) {
                            connection.flush();
                        }
                    }
                    connection.flushSoon();
                });
                byte[] some = client.read(turn == 39 ? all.size() : Math.min(all.size(), 30_000));
                byte[] sent = all.toByteArray();
                for (int i = 0; i < some.length; i++) {
                    assertEquals(sent[i], some[i], "turn " + turn + ", byte " + i);
                }
                all.reset();
                all.write(sent, some.length, sent.length - some.length);
            }
            onLoop(Connection::abort);
            assertArrayEquals(new byte[0], client.readToEnd());
        }
    }

    @Test
    void what_the_kernel_has_taken_is_no_longer_counted() throws Exception {
        try (RawClient client = new RawClient(listen())) {
            onLoop(connection -> {
                connection.write(Unpooled.wrappedBuffer(new byte[100]));
                assertEquals(100, connection.unsent());
                assertEquals(false, connection.hasSentAll());
                connection.write(new byte[10]);
                connection.flush();
                assertEquals(0, connection.unsent());
                assertEquals(true, connection.hasSentAll());
                connection.write(new byte[1]);
                assertEquals(1, connection.unsent());
                assertEquals(false, connection.hasSentAll());
                connection.flush();
            });
            assertEquals(111, client.read(111).length);
        }
    }

    /** Nearly always a socket takes all of a small message or nothing. */
    @Test
    void what_the_socket_leaves_of_a_message_follows() throws Exception {
        SocketCalls halves = new SocketCalls() {
            @Override
            public int send(WritableByteChannel socket, ByteBuf bytes) throws IOException {
                return super.send(socket, bytes.slice(bytes.readerIndex(), bytes.readableBytes() / 2));
            }
        };
        NetServer server = vertx.createNetServer();
        server.connectHandler(socket -> {
            ChannelHandlerContext pipeline = ((NetSocketInternal) socket).channelHandlerContext();
            Outbox outbox = new Outbox(pipeline, LoopRound.of(pipeline.channel().eventLoop()), halves);
            for (int i = 0; i < 100; i++) {
                byte[] message = ("message " + i + "\n").getBytes(StandardCharsets.UTF_8);
                if (i % 2 == 0) {
                    outbox.write(Unpooled.wrappedBuffer(message));
                } else {
                    outbox.write(message);
                }
                outbox.flush();
            }
        });
        try (RawClient client =
                new RawClient(Nodes.get(server.listen(0, "127.0.0.1")).actualPort())) {
            for (int i = 0; i < 100; i++) {
                assertEquals("message " + i, client.readLine());
            }
        }
    }

    /** The system may have given its number to another connection. */
    @Test
    void a_socket_that_was_closed_is_not_touched() throws Exception {
        CompletableFuture<List<Boolean>> touched = new CompletableFuture<>();
        NetServer server = vertx.createNetServer();
        server.connectHandler(socket -> {
            ChannelHandlerContext pipeline = ((NetSocketInternal) socket).channelHandlerContext();
            List<Boolean> wasOpen = new ArrayList<>();
            SocketCalls watched = new SocketCalls() {
                @Override
                public int send(WritableByteChannel channel, ByteBuf bytes) throws IOException {
                    wasOpen.add(channel.isOpen());
                    return super.send(channel, bytes);
                }
            };
            Outbox outbox = new Outbox(pipeline, LoopRound.of(pipeline.channel().eventLoop()), watched);
            outbox.write(Unpooled.wrappedBuffer(new byte[1]));
            outbox.flush();
            pipeline.close();
            outbox.write(Unpooled.wrappedBuffer(new byte[1]));
            outbox.flush();
            touched.complete(wasOpen);
        });
        try (RawClient client =
                new RawClient(Nodes.get(server.listen(0, "127.0.0.1")).actualPort())) {
            assertEquals(List.of(true), touched.get(10, TimeUnit.SECONDS));
            assertEquals(1, client.readToEnd().length);
        }
    }

    /** Else one byte at a time would pin as many large buffers. */
    @Test
    void what_has_to_wait_is_copied_to_its_own_size() throws Exception {
        try (RawClient client = new RawClient(listen(), 4096)) {
            List<ByteBuf> large = new ArrayList<>();
            onLoop(connection -> {
                connection.write(Unpooled.wrappedBuffer(new byte[8_000_000]));
                connection.flush();
                for (int i = 0; i < 100; i++) {
                    large.add(Unpooled.directBuffer(Outbox.SMALL).writeByte(i));
                    connection.write(large.get(i));
                    connection.flush();
                }
                assertEquals(true, connection.unsent() > 100);
            });
            assertEquals(
                    0, large.stream().filter(message -> message.refCnt() > 0).count());
            assertArrayEquals(new byte[8_000_000], client.read(8_000_000));
            for (int i = 0; i < 100; i++) {
                assertEquals(i, client.read(1)[0]);
            }
        }
    }

    @Test
    void the_last_message_leaves_before_the_end() throws Exception {
        try (RawClient client = new RawClient(listen())) {
            onLoop(connection -> {
                connection.write(Unpooled.wrappedBuffer("bye\n".getBytes(StandardCharsets.UTF_8)));
                connection.linger(Nodes.limits(Map.of()));
            });
            assertEquals("bye\n", client.readToEndAsText());
        }
    }

    @Test
    void what_can_not_be_sent_any_more_is_given_back() throws Exception {
        try (RawClient client = new RawClient(listen())) {
            List<ByteBuf> messages = new ArrayList<>();
            onLoop(connection -> {
                for (int i = 0; i < 3; i++) {
                    messages.add(Unpooled.directBuffer(10).writeZero(10));
                }
                connection.write(messages.get(0));
                connection.abort();
                connection.write(messages.get(1));
                connection.flush();
                connection.write(messages.get(2));
                connection.abort();
            });
            Await.until(
                    Duration.ofSeconds(10),
                    () -> messages.stream().allMatch(message -> message.refCnt() == 0),
                    () -> "held: " + messages);
            assertArrayEquals(new byte[0], client.readToEnd());
        }
    }
}
