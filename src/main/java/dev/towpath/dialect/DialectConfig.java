package dev.towpath.dialect;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Which older dialects a node listens for. */
@ConfigMapping(prefix = "towpath.dialects")
public interface DialectConfig {

    /** Listeners as {@code --listen} has them, {@code chain-sized=11000} say, joined by commas. */
    Optional<List<String>> listen();
}
