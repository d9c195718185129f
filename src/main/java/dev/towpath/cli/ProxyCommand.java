package dev.towpath.cli;

import dev.towpath.proxy.ProxyConfig;
import dev.towpath.wire.HostPort;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    ProxyConfig config;

    @Inject
    Listening listening;

    @Inject
    RunningNode running;

    @Option(
            names = "--upstream",
            paramLabel = "HOST:PORT",
            description = "The node to pass requests on to (127.0.0.1:9001).")
    @Nullable
    String upstream;

    @Mixin
    ListenOptions listen;

    @Override
    public Integer call() {
        Node.Settings settings = listening.settings(vertx, listen, config.host(), config.port());
        HostPort next = next(upstream != null ? upstream : config.upstream());
        return running.serve(Node.proxy(vertx, settings, next), "proxy", settings, "relays to " + next);
    }

    private static HostPort next(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--upstream: " + e.getMessage());
        }
    }
}
