package dev.towpath.client;

import dev.towpath.net.Limits;
import java.time.Duration;

/** The configured limits with a client's own patience in place of a node's. */
public record ClientLimits(Limits configured, Duration connectTimeout, Duration stallTimeout) implements Limits {

    @Override
    public Duration idleTimeout() {
        return configured.idleTimeout();
    }

    @Override
    public Duration lineTimeout() {
        return configured.lineTimeout();
    }

    /** A client waits for a slow transfer as long as it moves at all: the user sees its rate and can stop it. */
    @Override
    public long minRate() {
        return 0;
    }

    @Override
    public Duration minRateWindow() {
        return configured.minRateWindow();
    }

    @Override
    public Duration chainConnectTimeout() {
        return configured.chainConnectTimeout();
    }

    @Override
    public Duration hopTimeout() {
        return configured.hopTimeout();
    }

    @Override
    public Duration upstreamKeepAlive() {
        return configured.upstreamKeepAlive();
    }

    @Override
    public Duration drainTimeout() {
        return configured.drainTimeout();
    }

    @Override
    public Duration lingerTimeout() {
        return configured.lingerTimeout();
    }

    @Override
    public int maxConnections() {
        return configured.maxConnections();
    }

    @Override
    public int maxConnectionsPerAddress() {
        return configured.maxConnectionsPerAddress();
    }
}
