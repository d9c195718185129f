package dev.towpath.net;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long peers may take and how many there may be. Durations are written like {@code 30s} or {@code 500ms}. */
@ConfigMapping(prefix = "towpath.limits")
public interface Limits {

    /** How long a client may stay silent between requests. */
    @WithDefault("60s")
    Duration idleTimeout();

    /** How long a client may take to finish a request line that it has begun. */
    @WithDefault("10s")
    Duration lineTimeout();

    /** How long a peer that owes bytes, or owes reading them, may do nothing. */
    @WithDefault("30s")
    Duration stallTimeout();

    /** The slowest transfer that is kept up, in bytes a second over {@link #minRateWindow()}; 0 for any. */
    @WithDefault("1024")
    long minRate();

    /** The time over which the slowest rate is measured. */
    @WithDefault("60s")
    Duration minRateWindow();

    /** How long a connection to another node may take to open. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** The same for the next hop of one of the older chains. */
    @WithDefault("20s")
    Duration chainConnectTimeout();

    /** How much longer than {@link #stallTimeout()} a first line may take for each hop that remains. */
    @WithDefault("10s")
    Duration hopTimeout();

    /** How long an upstream connection is kept without a request. */
    @WithDefault("15s")
    Duration upstreamKeepAlive();

    /** How long running transfers may go on after the node was told to stop. */
    @WithDefault("30s")
    Duration drainTimeout();

    /** How long what a refused client still sends is read and dropped, so that the error line reaches it. */
    @WithDefault("1s")
    Duration lingerTimeout();

    /** The most client connections at a time, over all listeners of a role. */
    @WithDefault("8192")
    int maxConnections();

    /** The most client connections of one address at a time; 0 for any number. */
    @WithDefault("0")
    int maxConnectionsPerAddress();
}
