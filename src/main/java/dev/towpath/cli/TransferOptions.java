package dev.towpath.cli;

import dev.towpath.client.DownloadPlan;
import dev.towpath.client.TreeFilter;
import dev.towpath.client.UploadPlan;
import java.util.List;
import picocli.CommandLine.Option;

/** What {@code get} and {@code put} have in common. */
final class TransferOptions {

    @Option(
            names = {"-c", "--continue"},
            description = "Go on with what a broken transfer left, if it is proven to be the same.")
    boolean resume;

    @Option(
            names = "--retry",
            paramLabel = "N",
            defaultValue = "0",
            description = "Try a transfer that broke N more times (${DEFAULT-VALUE}).")
    int retries;

    @Option(names = "--no-times", description = "Leave the time of the copy as it comes.")
    boolean noTimes;

    @Option(names = "--no-progress", description = "Show no progress on a terminal.")
    boolean noProgress;

    @Option(
            names = {"-r", "--recursive"},
            description = "Take a whole folder.")
    boolean recursive;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description = "With -r: take only files that match, by name or, with a / in it, by path. May be repeated.")
    List<String> include = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "GLOB",
            description = "With -r: leave out what matches, by name or, with a / in it, by path. May be repeated.")
    List<String> exclude = List.of();

    /** @throws UsageException if the options don't go together */
    void check(boolean token) {
        if (retries < 0) {
            throw new UsageException("--retry takes no number below 0");
        }
        if (!recursive && !(include.isEmpty() && exclude.isEmpty())) {
            throw new UsageException("--include and --exclude belong to -r");
        }
        if (token && (recursive || resume || retries > 0)) {
            String which = recursive ? "-r" : resume ? "-c" : "--retry";
            throw new UsageException(which + " needs the line protocol; --dialect token has no such thing");
        }
    }

    DownloadPlan download() {
        return new DownloadPlan(resume, retries, !noTimes);
    }

    UploadPlan upload(boolean replace) {
        return new UploadPlan(replace, resume, retries, !noTimes);
    }

    /** @throws UsageException if a glob is none */
    TreeFilter filter() {
        try {
            return new TreeFilter(include, exclude);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
