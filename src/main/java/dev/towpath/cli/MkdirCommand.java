package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes directories on a node. */
@Command(
        name = "mkdir",
        description = "Makes a directory.",
        footer = {"", "Example: towpath mkdir -p tow://127.0.0.1:9000/builds/2026"})
final class MkdirCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Option(
            names = {"-p", "--parents"},
            description = "Make those above it too, and mind none that is there.")
    boolean parents;

    @Parameters(
            arity = "1..*",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    List<Location> locations;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        return Batch.each(locations, this::make);
    }

    private void make(Location location) {
        try (RemoteFiles files = clients.files(location, dialect, options)) {
            Changes changes = new Changes(files, options.json);
            changes.makeDirectory("mkdir " + location, location.path(), parents);
        }
    }
}
