package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lists the files of a node. */
@Command(
        name = "ls",
        aliases = "list",
        description = "Lists the files of a node.",
        footer = {"", "Example: towpath ls tow://127.0.0.1:9000/"})
final class LsCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port/")
    Location location;

    @Override
    public Integer call() {
        if (!location.path().isRoot()) {
            throw new UsageException("a node lists its root alone; leave the path out of " + location);
        }
        StopSignals.interruptAtOnce();
        var names = Waiting.on(clients.with(options).list(location), "ls " + location);
        for (String name : names) {
            JsonObject entry = new JsonObject().put("event", "entry").put("path", name);
            Console.out(options.json ? Console.json(entry) : Printable.escape(name));
        }
        return ExitCodes.DONE;
    }
}
