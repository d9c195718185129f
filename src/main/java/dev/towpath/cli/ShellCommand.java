package dev.towpath.cli;

import dev.towpath.client.Location;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** An interactive session with one node. */
@Command(
        name = "shell",
        description = "Reads commands and has a node do them; from a pipe too.",
        footer = {"", "Example: towpath shell tow://127.0.0.1:9000"})
final class ShellCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port")
    Location location;

    @Override
    public Integer call() throws IOException {
        if (!location.path().isRoot()) {
            throw new UsageException("a shell begins at the root; leave the path out of " + location);
        }
        Shell shell = new Shell(clients.with(options), location, top.quiet, options.json);
        StopSignals.interruptAtOnce(); // at the terminal's prompt Ctrl-C is a key like any other
        if (Console.inputIsTerminal() && Console.outputIsTerminal()) {
            return new TerminalShell(shell).run();
        }
        return new PipedShell(shell).run(System.in);
    }
}
