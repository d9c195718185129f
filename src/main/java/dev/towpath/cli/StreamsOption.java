package dev.towpath.cli;

import dev.towpath.client.DownloadPlan;
import picocli.CommandLine.Option;

/** Over how many connections a file is fetched. */
final class StreamsOption {

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "1",
            description = "Fetch a large file in parts over N connections, 1 to 16 (${DEFAULT-VALUE}).")
    int streams;

    /** @throws UsageException if it is out of range, or does not go with the rest */
    DownloadPlan in(DownloadPlan plan, boolean recursive, boolean token) {
        if (streams < 1 || streams > DownloadPlan.MOST_STREAMS) {
            throw new UsageException("--streams takes a number from 1 to " + DownloadPlan.MOST_STREAMS);
        }
        if (streams > 1 && recursive) {
            throw new UsageException("--streams is for one file: no -r");
        }
        if (streams > 1 && token) {
            throw new UsageException("--streams needs the line protocol; --dialect token has no such thing");
        }
        return new DownloadPlan(plan.resume(), plan.retries(), plan.keepTimes(), streams);
    }
}
