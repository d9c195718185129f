package dev.towpath.proxy;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Which hops a node may be asked to relay to, besides its own upstream. */
@ConfigMapping(prefix = "towpath.relay")
public interface RelayConfig {

    /** Patterns as {@link RelayPattern} reads them, joined by commas; none allow nothing. */
    Optional<List<String>> to();
}
