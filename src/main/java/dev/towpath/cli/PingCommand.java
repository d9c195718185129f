package dev.towpath.cli;

import dev.towpath.client.Location;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Inject
    OwnNode own;

    @Parameters(
            arity = "0..1",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port; without it the node that this environment starts on this machine.")
    @Nullable
    Location named;

    /** Whatever answers, if it is no node that says OK then there is none. */
    private static CommandFailure reached(CommandFailure e) {
        Throwable cause = e.getCause();
        boolean known = e.exitCode() >= ExitCodes.CANNOT_CONNECT && e.exitCode() <= ExitCodes.TIMED_OUT;
        return known || cause == null
                ? e
                : new CommandFailure(String.valueOf(e.getMessage()), cause, ExitCodes.CANNOT_CONNECT);
    }

    @Override
    public Integer call() {
        Location location = named != null ? named : own.location(System.getenv("QUARKUS_PROFILE"));
        StopSignals.interruptAtOnce();
        long start = System.nanoTime();
        try {
            Waiting.on(clients.with(options).ping(location), "ping " + location);
        } catch (CommandFailure e) {
            throw reached(e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (options.json) {
            Console.out(Console.json(new JsonObject()
                    .put("event", "pong")
                    .put("path", location.hops().toString())
                    .put("seconds", seconds)));
        } else if (!top.quiet) {
            Console.out(String.format(Locale.ROOT, "%s is there, %.1f ms", location.hops(), seconds * 1e3));
        }
        return ExitCodes.DONE;
    }
}
