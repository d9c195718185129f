package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import dev.towpath.wire.Facts;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells what stands under a path. */
@Command(
        name = "info",
        description = {
            "Tells what stands under a path: kind, size, time (UTC) and tag.",
            "The tag is another one whenever the content may be another."
        },
        footer = {"", "Example: towpath info tow://127.0.0.1:9000/build.tar.gz"})
final class InfoCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port/path")
    Location location;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        try (RemoteFiles files = clients.files(location, dialect, options)) {
            Facts facts = Waiting.on(files.info(location.path()), "info " + location);
            String path = location.path().text();
            Console.out(
                    options.json
                            ? Console.json(Listed.event(path, facts))
                            : Listed.line(path.isEmpty() ? "/" : path, facts));
        }
        return ExitCodes.DONE;
    }
}
