package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes files and empty directories of a node. */
@Command(
        name = "rm",
        description = "Removes a file or an empty directory.",
        footer = {"", "Example: towpath rm tow://127.0.0.1:9000/builds/old.tar.gz"})
final class RmCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Parameters(
            arity = "1..*",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    List<Location> locations;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        return Batch.each(locations, this::remove);
    }

    private void remove(Location location) {
        try (RemoteFiles files = clients.files(location, dialect, options)) {
            new Changes(files, options.json).remove("rm " + location, location.path());
        }
    }
}
