package dev.towpath.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The top of the command line: names the commands, and holds what all of them understand. */
@Command(
        name = "towpath",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        description = "Moves files through networks that can't see each other.",
        footer = {"", "Try it: towpath demo", "A location is tow://host:port/path; the port may be left out (9000)."},
        subcommands = {
            ServerCommand.class,
            ProxyCommand.class,
            LsCommand.class,
            InfoCommand.class,
            HashCommand.class,
            CatCommand.class,
            GetCommand.class,
            PutCommand.class,
            MkdirCommand.class,
            RmCommand.class,
            MvCommand.class,
            FetchCommand.class,
            PingCommand.class,
            TraceCommand.class,
            ShellCommand.class,
            NatCommand.class,
            DemoCommand.class
        })
final class TowpathCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Say nothing but errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Say more; twice: show where failures come from.")
    boolean[] verbose = {};

    /** The command line, ready to run. */
    static CommandLine commandLine(CommandLine.IFactory factory) {
        return new CommandLine(TowpathCommand.class, factory)
                .registerConverter(Duration.class, new Durations())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(TowpathCommand::badArguments)
                .setExecutionExceptionHandler(TowpathCommand::failed)
                .setExecutionStrategy(TowpathCommand::run);
    }

    /** Without a command there is nothing to do but say what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    private static int run(ParseResult parsed) {
        TowpathCommand top = top(parsed.commandSpec().commandLine());
        Logger ours = Logger.getLogger("dev.towpath");
        if (top.quiet) {
            ours.setLevel(Level.WARNING);
        } else if (top.verbose.length > 0) {
            ours.setLevel(Level.ALL);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int badArguments(CommandLine.ParameterException e, String[] args) {
        CommandLine at = e.getCommandLine();
        String hint = " (" + at.getCommandSpec().qualifiedName() + " --help shows what there is)";
        if (at.getParent() == null && args.length > 0) {
            Console.error("no such command", String.join(" ", args) + hint);
        } else {
            Console.error(at.getCommandSpec().name(), e.getMessage() + hint);
        }
        return ExitCodes.USAGE;
    }

    private static int failed(Exception e, CommandLine at, ParseResult parsed) {
        Complaint complaint = Complaint.of(e, at.getCommandSpec().name());
        if (!complaint.isSilent()) {
            Console.err(complaint.line());
        }
        if (top(at).verbose.length > 1) {
            (e instanceof CommandFailure && e.getCause() != null ? e.getCause() : e).printStackTrace();
        }
        return complaint.exitCode();
    }

    private static TowpathCommand top(CommandLine line) {
        CommandLine top = line;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top.getCommand();
    }
}
