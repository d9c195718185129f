package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.Location;
import dev.towpath.client.RouteTrace;
import dev.towpath.client.TracedHop;
import jakarta.inject.Inject;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks each hop of a route in turn. */
@Command(
        name = "trace",
        description = {
            "Asks each hop of a route in turn who it is and how far away, and the last one for the size of the path.",
            "Stops at the first hop that fails, and ends with the exit code of that failure."
        },
        footer = {"", "Example: towpath trace tow://10.0.0.1:9000,10.0.1.1:9000,10.0.2.1:9001/build.tar.gz"})
final class TraceCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Parameters(
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://hop:port,hop:port,host:port/path")
    Location location;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        RouteTrace trace = new RouteTrace(clients.with(options), location);
        run(trace, location, new TraceReport(location, options.json), Console::out);
        return ExitCodes.DONE;
    }

    /**
     * Traces, a line as soon as it is known.
     *
     * @throws CommandFailure for the first hop, or the path, with which something is wrong, after its line
     */
    static void run(RouteTrace trace, Location location, TraceReport report, Consumer<String> lines) {
        report.head().ifPresent(lines);
        for (int number = 1; number <= location.hops().hops().size(); number++) {
            TracedHop hop = Waiting.on(trace.hop(number), "trace " + location);
            lines.accept(report.hop(hop));
            TracedHop.Fault fault = hop.fault();
            if (fault != null) {
                throw new CommandFailure(
                        "hop " + number + " of " + location + ", " + hop.asked(),
                        new ClientException(ClientException.Kind.OTHER, fault.reason(), fault.cause()),
                        ExitCodes.of(fault.cause()));
            }
        }
        if (!location.path().isRoot()) {
            lines.accept(report.path(size(trace, location, report, lines), null));
        }
    }

    private static long size(RouteTrace trace, Location location, TraceReport report, Consumer<String> lines) {
        try {
            return Waiting.on(trace.size(), "trace " + location);
        } catch (CommandFailure e) {
            if (e.exitCode() != ExitCodes.INTERRUPTED) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                lines.accept(report.path(0, cause.getMessage() == null ? cause.toString() : cause.getMessage()));
            }
            throw e;
        }
    }
}
