package dev.towpath.cli;

import dev.towpath.client.Location;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fetches a file. */
@Command(
        name = "get",
        aliases = "download",
        description = {
            "Fetches a file. It is written as NAME.part and renamed when it is whole.",
            "An existing file of that name is replaced then."
        },
        footer = {"", "Example: towpath get tow://127.0.0.1:9000/build.tar.gz downloads/"})
final class GetCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Option(names = "--no-progress", description = "Show no progress on a terminal.")
    boolean noProgress;

    @Parameters(
            index = "0",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    Location location;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "DEST",
            description = "A file, a folder, or - for stdout (./NAME).")
    @Nullable
    String destination;

    @Override
    public Integer call() {
        if (location.path().isRoot()) {
            throw new UsageException("names no file: " + location);
        }
        StopSignals.interruptAtOnce();
        String to = destination == null ? "" : destination;
        DownloadReport report = new DownloadReport(
                location.path().fileName(),
                options.json,
                DownloadJob.eventsBeside(to),
                top.quiet,
                !noProgress && Console.errorIsTerminal());
        new DownloadJob("get", clients.with(options), location, to).run(report);
        return ExitCodes.DONE;
    }
}
