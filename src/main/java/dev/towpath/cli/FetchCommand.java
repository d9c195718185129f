package dev.towpath.cli;

import dev.towpath.client.DownloadPlan;
import dev.towpath.client.Failures;
import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.RouteFile;
import dev.towpath.client.Target;
import dev.towpath.client.Targets;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.Route;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.TypeConversionException;

/** Fetches the file that a route file names, by the route it names. */
@Command(
        name = "fetch",
        description = {
            "Fetches the file that a route file names, through the hops it names.",
            "Its first line is the file's name; a line \"<host> <port>\" follows for each hop, the last being the server."
        },
        footer = {"", "Example: towpath fetch routes.txt --output downloads/"})
final class FetchCommand implements Callable<Integer> {

    private static final String STDIN = "-";

    /** What the hops speak, by its name on the command line. */
    static final class Dialect implements ITypeConverter<Protocol> {

        @Override
        public Protocol convert(String value) {
            return routed().filter(protocol -> protocol.toString().equals(value))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + value + "' is none of "
                            + routed().map(Protocol::toString).collect(Collectors.joining(", "))));
        }

        private static Stream<Protocol> routed() {
            return Stream.of(Protocol.values()).filter(Protocol::hasRoutes);
        }
    }

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Mixin
    RateOption rate;

    @Option(names = "--no-progress", description = "Show no progress on a terminal.")
    boolean noProgress;

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            defaultValue = "line",
            converter = Dialect.class,
            description = "What the hops speak: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    Protocol dialect;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "",
            description = "A file, a folder, or - for stdout (./NAME).")
    String output;

    @Parameters(index = "0", paramLabel = "ROUTEFILE", description = "The route file, or - for stdin.")
    String routeFile;

    @Override
    public Integer call() {
        RouteFile wanted = read(routeFile);
        StopSignals.interruptAtOnce();
        ReportStyle style =
                new ReportStyle(Streams.standard(), options.json, top.quiet, !noProgress && Console.errorIsTerminal());
        Location location = new Location(new Route(dialect, wanted.hops().hops()), wanted.name());
        String what = "fetch " + location;
        if (dialect == Protocol.LINE) {
            try (RemoteFiles files =
                    clients.with(options, rate.limit(style.streams())).files(location)) {
                new Transfers(files, style, LocalPlace.HERE).get(what, wanted.name(), output, DownloadPlan.PLAIN);
            }
        } else {
            chain(what, location, output.equals(Transfers.STDOUT) ? style.besideData() : style);
        }
        return ExitCodes.DONE;
    }

    /** The older chains know one verb, and no checksums. */
    private void chain(String what, Location location, ReportStyle style) {
        Callable<Target> opener = opener(what, location.path().fileName());
        Transfers.run(
                what,
                location.path().fileName(),
                style,
                progress -> clients.with(options, rate.limit(style.streams()))
                        .download(location, opener, progress)
                        .map(Outcome::of));
    }

    private Callable<Target> opener(String what, String name) {
        if (output.equals(Transfers.STDOUT)) {
            return () -> Targets.stream(Console.data());
        }
        try {
            Path file = LocalPlace.HERE.target(output, name);
            return () -> Targets.open(file);
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
    }

    /**
     * Reads a route file.
     *
     * @throws CommandFailure naming the file, and the line that is wrong
     */
    static RouteFile read(String file) {
        try {
            return RouteFile.parse(content(file));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(file, e, ExitCodes.USAGE);
        } catch (IOException e) {
            throw new CommandFailure(file, new UsageException(why(e)));
        } catch (RuntimeException e) {
            throw new CommandFailure(file, e);
        }
    }

    private static byte[] content(String file) throws IOException {
        if (file.equals(STDIN)) {
            // never closed: the stream belongs to the process
            return System.in.readNBytes(RouteFile.MAX_BYTES + 1);
        }
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageException("this system can't express that name");
        }
        if (Files.isDirectory(path)) {
            throw new UsageException("is a folder, no route file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(RouteFile.MAX_BYTES + 1);
        }
    }

    private static String why(IOException e) {
        return e instanceof NoSuchFileException
                ? "no such route file"
                : String.valueOf(Failures.ofDisk(e).getMessage());
    }
}
