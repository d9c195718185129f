package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import dev.towpath.name.RemotePath;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Renames a file or directory within a node. */
@Command(
        name = "mv",
        description = {
            "Renames a file or directory, or moves it into another directory of the same node.",
            "What exists is never replaced."
        },
        footer = {"", "Example: towpath mv tow://127.0.0.1:9000/a.txt tow://127.0.0.1:9000/archive/"})
final class MvCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Parameters(
            index = "0",
            paramLabel = "FROM",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    Location from;

    @Parameters(
            index = "1",
            paramLabel = "TO",
            converter = WrittenLocation.Argument.class,
            description = "A new name, or a directory, at the same node.")
    WrittenLocation to;

    @Override
    public Integer call() {
        if (!from.hops().equals(to.location().hops())) {
            throw new UsageException("both locations must be at the same node, by the same way");
        }
        StopSignals.interruptAtOnce();
        String what = "mv " + from;
        RemotePath source = Changes.named(what, from.path());
        try (RemoteFiles files = clients.files(from, dialect, options)) {
            new Changes(files, options.json).move(what, source, to.under(source.fileName()));
        }
        return ExitCodes.DONE;
    }
}
