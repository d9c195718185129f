package dev.towpath.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where a proxy listens and what it relays to. */
@ConfigMapping(prefix = "towpath.proxy")
public interface ProxyConfig {

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port to listen on; 0 for any free one. */
    @WithDefault("9000")
    int port();

    /** The node that requests are passed on to, {@code host:port}. */
    @WithDefault("127.0.0.1:9001")
    String upstream();

    /** The most requests under way at a time; beyond it the answer is {@code ERR busy}. */
    @WithDefault("65536")
    int natCapacity();
}
