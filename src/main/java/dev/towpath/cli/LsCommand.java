package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteEntry;
import dev.towpath.client.RemoteFiles;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a directory of a node. */
@Command(
        name = "ls",
        aliases = "list",
        description = "Lists the files and directories of a node, a name a line; a directory's ends in /.",
        footer = {"", "Example: towpath ls -l tow://127.0.0.1:9000/docs"})
final class LsCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Option(names = "-l", description = "Kind (d or f), size and time (UTC) as well; - where the node does not tell.")
    boolean detailed;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port/path")
    Location location;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        try (RemoteFiles files = clients.files(location, dialect, options)) {
            List<RemoteEntry> entries = Waiting.on(files.list(location.path()), "ls " + location);
            if (options.json) {
                entries.forEach(entry -> Console.out(Console.json(Listed.event(location.path(), entry))));
            } else {
                (detailed ? Listed.rows(entries) : Listed.names(entries)).forEach(Console::out);
            }
        }
        return ExitCodes.DONE;
    }
}
