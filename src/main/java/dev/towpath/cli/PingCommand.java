package dev.towpath.cli;

import dev.towpath.client.ClientConfig;
import dev.towpath.client.Location;
import dev.towpath.net.Limits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Asks a node whether it is there. */
@Command(
        name = "ping",
        description = "Asks a node whether it is there: exit 0 if so.",
        footer = {"", "Example: towpath ping tow://127.0.0.1:9001"})
final class PingCommand implements Callable<Integer> {

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    ClientConfig config;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port")
    Location location;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        long start = System.nanoTime();
        Waiting.on(options.client(vertx, limits, config).ping(location.node()), "ping " + location.node());
        double seconds = (System.nanoTime() - start) / 1e9;
        if (options.json) {
            Console.out(new JsonObject()
                    .put("event", "pong")
                    .put("path", location.node().toString())
                    .put("seconds", seconds)
                    .encode());
        } else if (!top.quiet) {
            Console.out(String.format(Locale.ROOT, "%s is there, %.1f ms", location.node(), seconds * 1e3));
        }
        return ExitCodes.DONE;
    }
}
