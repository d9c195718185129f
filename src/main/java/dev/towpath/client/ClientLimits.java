package dev.towpath.client;

import dev.towpath.net.Limits;
import java.time.Duration;

/**
 * The configured limits with a client's own patience in place of a node's.
 *
 * @param chainStallTimeout how long a node of an older chain may send nothing; they say nothing at all of a missing file
 */
public record ClientLimits(
        Limits configured,
        Duration connectTimeout,
        Duration stallTimeout,
        Duration chainConnectTimeout,
        Duration chainStallTimeout)
        implements Limits {

    private static final Duration CHAIN_SILENCE = Duration.ofSeconds(10);

    /** Limits that wait for the older chains as long as is usual. */
    public ClientLimits(Limits configured, Duration connectTimeout, Duration stallTimeout) {
        this(configured, connectTimeout, stallTimeout, configured.chainConnectTimeout(), CHAIN_SILENCE);
    }

    /** The same limits for a transfer along one of the older chains. */
    ClientLimits forChain() {
        return new ClientLimits(
                configured, chainConnectTimeout, chainStallTimeout, chainConnectTimeout, chainStallTimeout);
    }

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
