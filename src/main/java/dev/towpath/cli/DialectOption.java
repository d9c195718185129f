package dev.towpath.cli;

import picocli.CommandLine.Option;

/** What the node of a client verb speaks. */
final class DialectOption {

    private static final String LINE = "line";
    private static final String TOKEN = "token";

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            defaultValue = LINE,
            description = "What the node speaks: line or token (${DEFAULT-VALUE}).")
    String dialect;

    /**
     * True for the mini-FTP, false for the line protocol.
     *
     * @throws UsageException if it is neither
     */
    boolean isToken() {
        return switch (dialect) {
            case LINE -> false;
            case TOKEN -> true;
            default -> throw new UsageException("'" + dialect + "' is neither " + LINE + " nor " + TOKEN);
        };
    }
}
