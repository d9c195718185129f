package dev.towpath.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every client verb understands. */
final class ClientOptions {

    @Option(names = "--connect-timeout", paramLabel = "TIME", description = "How long a connection may take, 10s say.")
    @Nullable
    Duration connectTimeout;

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long a node may send nothing, 30s say.")
    @Nullable
    Duration timeout;

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;
}
