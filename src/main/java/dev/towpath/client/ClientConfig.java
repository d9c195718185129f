package dev.towpath.client;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How patient a client is. */
@ConfigMapping(prefix = "towpath.client")
public interface ClientConfig {

    /** How long a connection may take to open. */
    @WithDefault("10s")
    Duration connectTimeout();

    /** How long a node may send nothing while it owes something. */
    @WithDefault("30s")
    Duration timeout();
}
