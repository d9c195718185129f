package dev.towpath.cli;

import dev.towpath.ops.LogConfig;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a server and a proxy understand alike. */
final class ListenOptions {

    @Option(names = "--host", paramLabel = "H", description = "The address to listen on (0.0.0.0).")
    @Nullable
    String host;

    @Option(
            names = "--port",
            paramLabel = "P",
            converter = Port.class,
            description = "The port (9001 for a server, 9000 for a proxy); 0 for a free one.")
    @Nullable
    Integer port;

    @Option(
            names = "--listen",
            paramLabel = "DIALECT=[HOST:]PORT",
            description = "Listen for an older dialect as well, on 127.0.0.1 unless named: token (usually 65438),"
                    + " chain-stream (12000), chain-sized (11000). May be given more than once.")
    List<String> dialects = new ArrayList<>();

    @Option(
            names = "--relay-to",
            paramLabel = "PATTERN",
            description =
                    "A hop that requests may name: any, host:port, *.domain:port or CIDR:port, the port a number or *."
                            + " May be given more than once.")
    List<String> relayTo = new ArrayList<>();

    @Option(
            names = "--admin-port",
            paramLabel = "N|off",
            converter = AdminPort.class,
            description = "The management port on 127.0.0.1 (9101 for a server, 9100 for a proxy), or off.")
    @Nullable
    String adminPort;

    /** Read before anything is logged, by {@link Launch}; here it is only checked and shown. */
    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How the log is written: text (the default) or json.")
    LogConfig.@Nullable Format logFormat;
}
