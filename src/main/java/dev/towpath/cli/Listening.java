package dev.towpath.cli;

import dev.towpath.dialect.DialectConfig;
import dev.towpath.kernel.Pipes;
import dev.towpath.net.Limits;
import dev.towpath.net.NodeListener;
import dev.towpath.net.SystemResolver;
import dev.towpath.ops.AdminGuard;
import dev.towpath.ops.NodeMetrics;
import dev.towpath.ops.TransferJournal;
import dev.towpath.proxy.ProxyConfig;
import dev.towpath.proxy.RelayConfig;
import dev.towpath.proxy.RelayPattern;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Puts together what flags and configuration say about a node that listens. */
@ApplicationScoped
class Listening {

    private final Limits limits;
    private final RelayConfig relay;
    private final ProxyConfig proxy;
    private final DialectConfig dialects;
    private final AdminGuard guard;
    private final List<NodeListener> listeners;

    @Inject
    Listening(
            Limits limits,
            RelayConfig relay,
            ProxyConfig proxy,
            DialectConfig dialects,
            AdminGuard guard,
            NodeMetrics metrics,
            TransferJournal journal) {
        this.limits = limits;
        this.relay = relay;
        this.proxy = proxy;
        this.dialects = dialects;
        this.guard = guard;
        this.listeners = List.of(metrics, journal);
    }

    /** The settings; a flag beats what is configured. */
    Node.Settings settings(Vertx vertx, ListenOptions flags, String configuredHost, int configuredPort) {
        readToken();
        List<String> patterns = flags.relayTo.isEmpty() ? relay.to().orElse(List.of()) : flags.relayTo;
        List<String> further = flags.dialects.isEmpty() ? dialects.listen().orElse(List.of()) : flags.dialects;
        return new Node.Settings(
                flags.host != null ? flags.host : configuredHost,
                flags.port != null ? flags.port : configuredPort,
                patterns.stream().map(Listening::pattern).toList(),
                proxy.natCapacity(),
                further.stream().map(Listening::dialect).toList(),
                Listening::managementPort,
                new SystemResolver(vertx),
                limits,
                listeners,
                Pipes.ofSystem(relay.pipes()));
    }

    private void readToken() {
        try {
            guard.readToken();
        } catch (IllegalArgumentException e) {
            throw new UsageException("towpath.admin.token-file: " + e.getMessage());
        }
    }

    private static RelayPattern pattern(String text) {
        try {
            return RelayPattern.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--relay-to: " + e.getMessage());
        }
    }

    private static DialectPort dialect(String text) {
        try {
            return DialectPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--listen: " + e.getMessage());
        }
    }

    /** Asked for at each use: a free port is known only once it is bound. */
    private static int managementPort() {
        Config config = ConfigProvider.getConfig();
        boolean on = config.getOptionalValue("quarkus.management.host-enabled", Boolean.class)
                .orElse(true);
        return on
                ? config.getOptionalValue("quarkus.management.port", Integer.class)
                        .orElse(0)
                : 0;
    }
}
