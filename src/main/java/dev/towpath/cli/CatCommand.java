package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes files to standard output. */
@Command(
        name = "cat",
        description = "Writes a file to standard output. What does not arrive whole ends with an error.",
        footer = {"", "Example: towpath cat tow://127.0.0.1:9000/notes.txt"})
final class CatCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Mixin
    RateOption rate;

    @Parameters(
            arity = "1..*",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    List<Location> locations;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        return Batch.each(locations, this::cat);
    }

    private void cat(Location location) {
        try (RemoteFiles files = clients.files(location, dialect, options, rate.limit(Streams.standard()))) {
            ReportStyle style = new ReportStyle(Streams.standard(), false, true, false);
            new Transfers(files, style, LocalPlace.HERE).cat("cat " + location, location.path());
        }
    }
}
