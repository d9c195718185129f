package dev.towpath.cli;

import dev.towpath.client.RemoteFiles;
import dev.towpath.client.UploadPlan;
import dev.towpath.name.RemotePath;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stores files on a node. */
@Command(
        name = "put",
        aliases = "upload",
        description = {
            "Stores files. Each appears under its name when it is whole, or not at all.",
            "A LOCATION that ends in / or is a directory takes a file under its own name."
        },
        footer = {
            "",
            "Example: towpath put build.tar.gz tow://127.0.0.1:9000/builds/",
            "         tar c logs | towpath put - tow://127.0.0.1:9000/logs.tar"
        })
final class PutCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @ParentCommand
    TowpathCommand top;

    @Mixin
    ClientOptions options;

    @Mixin
    DialectOption dialect;

    @Mixin
    TransferOptions transfer;

    @Mixin
    RateOption rate;

    @Mixin
    ManyOptions many;

    @Option(
            names = {"-f", "--force"},
            description = "Replace what is there.")
    boolean force;

    @Parameters(
            arity = "2..*",
            paramLabel = "FILE... LOCATION",
            hideParamSyntax = true,
            description = "Files, or - for stdin, and where they go: tow://host:port/path")
    List<String> words;

    @Override
    public Integer call() {
        transfer.check(dialect.isToken());
        many.check();
        transfer.filter(); // a glob that is none is told of before anything is done
        int last = words.size() - 1;
        WrittenLocation to = target(words.get(last));
        List<String> sources = words.subList(0, last);
        StopSignals.interruptAtOnce();
        try (RemoteFiles files = clients.files(to.location(), dialect, options, rate.limit(Streams.standard()))) {
            WrittenLocation target = to.folder() ? to : new WrittenLocation(to.location(), isFolder(files, to));
            if (sources.size() > 1 && !target.folder()) {
                throw new UsageException("several files need a directory; there is none called " + to.location());
            }
            Transfers transfers = new Transfers(files, style(), LocalPlace.HERE);
            return put(transfers, sources, target);
        }
    }

    /** Regular files go at the same time if the user has not said otherwise, all else one after the other behind them. */
    private int put(Transfers transfers, List<String> sources, WrittenLocation target) {
        int code = ExitCodes.DONE;
        List<String> others = sources;
        if (many.transfers > 1 && sources.size() > 1 && !dialect.isToken()) {
            Together together = Together.of(sources, target);
            others = together.others();
            FilesReport report = new FilesReport(together.names(), force, transfers.style());
            try (report) {
                Waiting.on(
                        clients.with(options, rate.limit(Streams.standard()))
                                .upload(
                                        transfers.files(),
                                        together.files(),
                                        transfer.upload(force),
                                        many.transfers,
                                        report),
                        "put");
            }
            code = report.exitCode();
            if (report.isOfTheConnection()) {
                return code;
            }
        }
        int last = Batch.each(others, source -> put(transfers, source, target));
        return last == ExitCodes.DONE ? code : last;
    }

    private void put(Transfers transfers, String source, WrittenLocation target) {
        String what = "put " + source;
        UploadPlan plan = transfer.upload(force);
        RemotePath path = Putting.name(what, source, LocalPlace.HERE, target);
        if (transfer.recursive && Files.isDirectory(LocalPlace.HERE.path(source))) {
            new Trees(clients.with(options, rate.limit(Streams.standard())), transfers)
                    .put(what, source, path, plan, transfer.filter(), many.transfers);
        } else {
            transfers.put(what, source, path, plan);
        }
    }

    private boolean isFolder(RemoteFiles files, WrittenLocation to) {
        // the mini-FTP can't be asked, and an older server of it would not even say so
        return !dialect.isToken() && Putting.isFolder(files, to.location().path(), "put " + to.location());
    }

    private ReportStyle style() {
        return new ReportStyle(
                Streams.standard(), options.json, top.quiet, !transfer.noProgress && Console.errorIsTerminal());
    }

    private static WrittenLocation target(String text) {
        try {
            return new WrittenLocation.Argument().convert(text);
        } catch (picocli.CommandLine.TypeConversionException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
