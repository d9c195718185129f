package dev.towpath.cli;

import dev.towpath.net.Limits;
import dev.towpath.proxy.ProxyConfig;
import dev.towpath.wire.HostPort;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Relays to another node. */
@Command(
        name = "proxy",
        description = "Passes requests on to another node and keeps a NAT table of them.",
        footer = {"", "Example: towpath proxy --upstream 10.0.0.7:9001"})
final class ProxyCommand implements Callable<Integer> {

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    ProxyConfig config;

    @Inject
    RunningNode running;

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            description = "The node to pass requests on to (127.0.0.1:9001).")
    @Nullable
    String upstream;

    @Option(names = "--host", paramLabel = "H", description = "The address to listen on (0.0.0.0).")
    @Nullable
    String host;

    @Option(
            names = "--port",
            paramLabel = "P",
            converter = Port.class,
            description = "The port (9000); 0 for a free one.")
    @Nullable
    Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "N|off",
            converter = AdminPort.class,
            description = "The management port on 127.0.0.1 (9100), or off.")
    @Nullable
    String adminPort;

    @Override
    public Integer call() {
        String address = host != null ? host : config.host();
        int at = port != null ? port : config.port();
        HostPort next = next(upstream != null ? upstream : config.upstream());
        return running.serve(
                Node.proxy(vertx, address, at, next, config.natCapacity(), limits),
                "proxy",
                address + ":" + at,
                "relays to " + next);
    }

    private static HostPort next(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--upstream: " + e.getMessage());
        }
    }
}
