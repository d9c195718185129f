package dev.towpath.cli;

import dev.towpath.client.DownloadPlan;
import dev.towpath.client.Location;
import dev.towpath.client.RateLimit;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.TreeFilter;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Fetches files. */
@Command(
        name = "get",
        aliases = "download",
        description = {
            "Fetches a file. It is written as NAME.part and renamed when it is whole and verified.",
            "An existing file of that name is replaced then."
        },
        footer = {"", "Example: towpath get -c --retry 5 tow://127.0.0.1:9000/build.tar.gz downloads/"})
final class GetCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Mixin
    TransferOptions transfer;

    @Mixin
    StreamsOption streams;

    @Mixin
    RateOption rate;

    @Mixin
    ManyOptions many;

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
        transfer.check(dialect.isToken());
        many.check();
        if (location.path().isRoot() && !transfer.recursive) {
            throw new UsageException("names no file: " + location + " (-r fetches folders)");
        }
        String to = destination == null ? "" : destination;
        if (to.equals(Transfers.STDOUT) && (transfer.recursive || transfer.resume)) {
            throw new UsageException("standard output takes one file, from its start: no -r, no -c");
        }
        DownloadPlan plan = streams.in(transfer.download(), transfer.recursive, dialect.isToken());
        TreeFilter filter = transfer.filter();
        StopSignals.interruptAtOnce();
        String what = "get " + location;
        ReportStyle style = new ReportStyle(
                Streams.standard(), options.json, top.quiet, !transfer.noProgress && Console.errorIsTerminal());
        RateLimit limit = rate.limit(style.streams());
        try (RemoteFiles files = clients.files(location, dialect, options, limit)) {
            Transfers transfers = new Transfers(files, style, LocalPlace.HERE);
            if (transfer.recursive && Putting.isFolder(files, location.path(), what)) {
                new Trees(clients.with(options, limit), transfers)
                        .get(what, location.path(), to, plan, filter, many.transfers);
            } else {
                transfers.get(what, location.path(), to, plan);
            }
        }
        return ExitCodes.DONE;
    }
}
