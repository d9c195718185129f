package dev.towpath.cli;

import dev.towpath.client.TowpathClient;
import picocli.CommandLine.Option;

/** How many files are under way at a time. */
final class ManyOptions {

    /** Enough to keep a node with a disk busy, few enough to be polite: a proxy holds a connection to the server for each. */
    static final int DEFAULT = 4;

    @Option(
            names = "--transfers",
            paramLabel = "N",
            defaultValue = "" + DEFAULT,
            description =
                    "Files at a time with -r or several files, 1 to 64 (${DEFAULT-VALUE}); 1: a request at a time.")
    int transfers;

    /** @throws UsageException if the number is out of range */
    void check() {
        if (transfers < 1 || transfers > TowpathClient.MOST_TRANSFERS) {
            throw new UsageException("--transfers takes a number from 1 to " + TowpathClient.MOST_TRANSFERS);
        }
    }
}
