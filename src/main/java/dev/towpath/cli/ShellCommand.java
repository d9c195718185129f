package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** An interactive session with one node. */
@Command(
        name = "shell",
        description = {
            "Reads commands and has a node do them; from a pipe too. Begins in the directory of the location.",
            "Its command help lists the others."
        },
        footer = {"", "Example: towpath shell tow://127.0.0.1:9000/docs"})
final class ShellCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Parameters(paramLabel = "LOCATION", converter = LocationArgument.class, description = "tow://host:port/path")
    Location location;

    @Override
    public Integer call() throws IOException {
        ReportStyle style = new ReportStyle(Streams.standard(), options.json, top.quiet, Console.errorIsTerminal());
        StopSignals.interruptAtOnce(); // at the terminal's prompt Ctrl-C is a key like any other
        try (RemoteFiles files = clients.files(location, dialect, options)) {
            ShellSession session = new ShellSession(
                    files,
                    LocalPlace.HERE,
                    style,
                    dialect.isToken() ? Optional.empty() : Optional.of(clients.with(options)));
            session.enter("shell " + location, location.path());
            Shell shell = new Shell(session);
            if (Console.inputIsTerminal() && Console.outputIsTerminal()) {
                return new TerminalShell(shell).run();
            }
            return new PipedShell(shell).run(System.in);
        }
    }
}
