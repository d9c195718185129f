package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.BadNameException;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;

/** The commands of the shell, wherever its lines come from. */
final class Shell {

    /** What a line leads to: go on, or leave. */
    enum Next {
        GO_ON,
        LEAVE
    }

    private static final int COMPLETION_MILLIS = 2000;

    private static final List<String> HELP = List.of(
            "list                      the files of the node (ls)",
            "download <file> [dest]    fetch a file, - for stdout (get, dl)",
            "help                      this",
            "exit                      leave (quit)",
            "Words are quoted as in a shell: download \"my file\" 'other name'");

    private final TowpathClient client;
    private final Location place;
    private final boolean quiet;
    private final boolean json;
    private int lastFailure = ExitCodes.DONE;

    Shell(TowpathClient client, Location place, boolean quiet, boolean json) {
        this.client = client;
        this.place = place;
        this.quiet = quiet;
        this.json = json;
    }

    /** Splits and unquotes lines as a shell does. */
    static DefaultParser parser() {
        DefaultParser parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(true);
        return parser;
    }

    /** Does what a line says; what fails is told in one line. */
    Next execute(String line) {
        try {
            return execute(parser().parse(line, line.length(), ParseContext.ACCEPT_LINE)
                    .words());
        } catch (EOFError e) {
            return failed(line, new UsageException("a quote is not closed"), ExitCodes.USAGE);
        } catch (CommandFailure e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return failed(String.valueOf(e.getMessage()), cause, e.exitCode());
        } catch (RuntimeException e) {
            return failed(line, e, ExitCodes.of(e));
        }
    }

    /** The names that can be downloaded and shown, for completion; none if the node doesn't say at once. */
    List<String> names() {
        try {
            return client
                    .list(place)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(COMPLETION_MILLIS, TimeUnit.MILLISECONDS)
                    .stream()
                    .filter(name -> name.equals(Printable.escape(name)))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** The exit code of the last command that failed, 0 if none did. */
    int lastFailure() {
        return lastFailure;
    }

    private Next execute(List<String> words) {
        String verb = words.isEmpty() ? "" : words.get(0);
        List<String> args = words.isEmpty() ? words : words.subList(1, words.size());
        switch (verb) {
            case "" -> {}
            case "list", "ls" -> {
                expect(args, 0, 0, verb);
                Waiting.on(client.list(place), verb).forEach(name -> Console.out(Printable.escape(name)));
            }
            case "download", "get", "dl" -> {
                expect(args, 1, 2, verb + " <file> [dest]");
                download(args.get(0), args.size() > 1 ? args.get(1) : "");
            }
            case "help", "?" -> HELP.forEach(Console::out);
            case "exit", "quit" -> {
                return Next.LEAVE;
            }
            default -> throw new UsageException("unknown command (help lists them)");
        }
        return Next.GO_ON;
    }

    private void download(String name, String destination) {
        RemotePath path;
        try {
            path = RemotePath.of(name);
        } catch (BadNameException e) {
            throw new CommandFailure("download", e);
        }
        DownloadReport report = new DownloadReport(
                path.fileName(), json, DownloadJob.eventsBeside(destination), quiet, Console.errorIsTerminal());
        new DownloadJob("get", client, place.withPath(path), destination).run(report);
    }

    private static void expect(List<String> args, int least, int most, String usage) {
        if (args.size() < least || args.size() > most) {
            throw new UsageException("usage: " + usage);
        }
    }

    private Next failed(String what, Throwable cause, int exitCode) {
        Console.error(what, cause.getMessage() == null ? cause.toString() : cause.getMessage());
        lastFailure = exitCode;
        return Next.GO_ON;
    }
}
