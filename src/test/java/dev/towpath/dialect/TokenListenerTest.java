package dev.towpath.dialect;

import dev.towpath.kernel.Pipes;
import dev.towpath.net.Admission;
import dev.towpath.net.Caller;
import dev.towpath.net.Listener;
import dev.towpath.net.TransferListener;
import dev.towpath.testing.Await;
import dev.towpath.testing.MemoryFiles;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.TokenPeer;
import dev.towpath.wire.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of the mini-FTP's sessions share: a listener that serves files in memory, and what it logged. */
abstract class TokenListenerTest {

    final Nodes nodes = new Nodes(Map.of(
            "stall-timeout",
            "1s",
            "idle-timeout",
            "2s",
            "line-timeout",
            "1s",
            "linger-timeout",
            "300ms",
            "drain-timeout",
            "3s"));
    final MemoryFiles files = new MemoryFiles();
    final List<String> heard = new CopyOnWriteArrayList<>();
    Listener listener;

    @BeforeEach
    final void start() {
        listener = listen();
    }

    private Listener listen() {
        TransferListener log = new TransferListener() {
            @Override
            public Transfer started(Caller caller, Call call) {
                return (bytes, took, outcome) -> heard.add(call.request().verb() + ' ' + bytes + ' ' + outcome);
            }
        };
        return Nodes.get(Listener.bind(
                nodes.vertx(),
                "127.0.0.1",
                0,
                new TokenDialect(files, nodes.limits(), List.of(log)),
                nodes.limits(),
                new Admission(nodes.limits()),
                Pipes.NONE));
    }

    @AfterEach
    final void stop() {
        nodes.close();
    }

    final TokenPeer connect() throws IOException {
        return new TokenPeer(listener.port());
    }

    final void assertGone() throws Exception {
        Await.until(Duration.ofSeconds(8), () -> listener.connections() == 0, listener::connections);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
