package dev.towpath.testing;

import dev.towpath.cli.Node;
import dev.towpath.kernel.Pipes;
import dev.towpath.name.RemotePath;
import dev.towpath.net.Limits;
import dev.towpath.net.SystemResolver;
import dev.towpath.proxy.RelayPattern;
import dev.towpath.store.DirectoryEntry;
import dev.towpath.store.FileStore;
import dev.towpath.store.LocalStore;
import dev.towpath.wire.HostPort;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Servers and proxies in this process, on free ports of 127.0.0.1, stopped together at the end of a test. */
public final class Nodes implements AutoCloseable {

    /** Held on to, since the level goes with the logger: a line a transfer would bury what a test has to say. */
    private static final Logger QUIET = Logger.getLogger("dev.towpath");

    static {
        QUIET.setLevel(Level.WARNING);
    }

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final Limits limits;

    /** What passes through a proxy passes through these where the executable has pipes of the system, and is copied when there are no more. */
    private final Pipes pipes = new Pipes(8, BufferPipe::new);

    public Nodes() {
        this(Map.of());
    }

    /** @param changed limits by their key below {@code towpath.limits}, {@code idle-timeout} say */
    public Nodes(Map<String, String> changed) {
        this.limits = limits(changed);
    }

    /** The limits with some of them changed. */
    public static Limits limits(Map<String, String> changed) {
        Map<String, String> keys = new HashMap<>();
        changed.forEach((key, value) -> keys.put("towpath.limits." + key, value));
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(Limits.class)
                .withSources(new PropertiesConfigSource(keys, "test", 500))
                .build()
                .getConfigMapping(Limits.class);
    }

    public Vertx vertx() {
        return vertx;
    }

    public Limits limits() {
        return limits;
    }

    /** The pipes of all proxies. */
    public Pipes pipes() {
        return pipes;
    }

    public Node server(Path root) {
        return server(root, List.of());
    }

    /** @param relayTo patterns of the hops it may be asked to relay to */
    public Node server(Path root, List<String> relayTo) {
        return get(Node.server(vertx, settings(relayTo), new LocalStore(root), Duration.ofSeconds(5)));
    }

    /** A server whose listing is that, a line a name, and that has no file. */
    public Node serverOf(byte[] listing) {
        List<String> names = new String(listing, StandardCharsets.UTF_8).lines().toList();
        FileStore store = new FakeStore() {
            @Override
            public List<DirectoryEntry> list(RemotePath directory) {
                return names.stream()
                        .map(name -> new DirectoryEntry(false, 0, 0, name))
                        .toList();
            }
        };
        return get(Node.server(vertx, settings(List.of()), store, Duration.ofSeconds(5)));
    }

    public Node proxy(int upstreamPort) {
        return proxy(local(upstreamPort), List.of());
    }

    public Node proxy(HostPort upstream) {
        return proxy(upstream, List.of());
    }

    /** @param relayTo patterns of the hops it may be asked to relay to */
    public Node proxy(HostPort upstream, List<String> relayTo) {
        return get(Node.proxy(vertx, settings(relayTo), upstream));
    }

    /** A free port of 127.0.0.1, and room for a thousand relayed calls. */
    public Node.Settings settings(List<String> relayTo) {
        return new Node.Settings(
                "127.0.0.1",
                0,
                relayTo.stream().map(RelayPattern::parse).toList(),
                1000,
                List.of(),
                () -> 0,
                new SystemResolver(vertx),
                limits,
                List.of(),
                pipes);
    }

    /** That port of this machine. */
    public static HostPort local(int port) {
        return new HostPort("127.0.0.1", port);
    }

    /** Waits for a future, 20 s at most. */
    public static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        get(vertx.close());
    }
}
