package dev.towpath.proxy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Which hops a node may be asked to relay to, besides its own upstream, and how it passes bytes on. */
@ConfigMapping(prefix = "towpath.relay")
public interface RelayConfig {

    /** Patterns as {@link RelayPattern} reads them, joined by commas; none allow nothing. */
    Optional<List<String>> to();

    /**
     * The most pipes of the system through which bodies pass at a time without a copy, in the native executable on Linux; what finds
     * none is copied, and with 0 all is. The system lets an unprivileged user have 64.
     */
    @WithDefault("32")
    int pipes();
}
