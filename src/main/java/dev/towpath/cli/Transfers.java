package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.Destination;
import dev.towpath.client.DownloadPlan;
import dev.towpath.client.Progress;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.Source;
import dev.towpath.client.UploadPlan;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Refusal;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Transfers of single files as a user asks for them, from the prompt or in the shell: each is reported and waited for. */
record Transfers(RemoteFiles files, ReportStyle style, LocalPlace local) {

    /** Standard output by its name on the command line. */
    static final String STDOUT = "-";

    /**
     * Fetches a file.
     *
     * @param what the user asked for, for the error line
     * @param to a file, a folder, {@value #STDOUT} for standard output, or empty for the file's own name here
     */
    void get(String what, RemotePath path, String to, DownloadPlan plan) {
        Changes.named(what, path);
        if (to.equals(STDOUT)) {
            stream(what, path, plan, style.besideData());
            return;
        }
        Path file;
        try {
            file = local.target(to, path.fileName());
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
        try {
            run(
                    what,
                    path.fileName(),
                    style,
                    progress -> files.download(path, new Destination.LocalFile(file), plan, progress)
                            .map(Outcome::of));
        } catch (CommandFailure e) {
            throw plan.resume() ? e : withPart(e, file);
        }
    }

    /** Writes a file to standard output and says nothing of it. */
    void cat(String what, RemotePath path) {
        stream(what, Changes.named(what, path), DownloadPlan.PLAIN, style.silent());
    }

    /**
     * Stores a file.
     *
     * @param file a file of this side, or {@value LocalSource#STDIN} for standard input
     */
    void put(String what, String file, RemotePath path, UploadPlan plan) {
        Changes.named(what, path);
        Source source = LocalSource.of(file, local, what);
        try {
            run(
                    what,
                    path.fileName(),
                    style,
                    progress -> files.upload(source, path, plan, progress).map(Outcome::of));
        } catch (CommandFailure e) {
            if (!plan.replace() && e.getCause() != null && Refused.by(e.getCause(), Refusal.EXISTS)) {
                throw worded(e, "exists (-f replaces it)");
            }
            throw e;
        }
    }

    /** Does one transfer, reporting on the way. */
    static void run(String what, String name, ReportStyle style, Function<Progress, Future<Outcome>> transfer) {
        FileReport report = new FileReport(name, style);
        Outcome outcome;
        try (report) {
            outcome = Waiting.on(transfer.apply(report), what);
        } catch (CommandFailure e) {
            report.failed(Complaint.of(e, what));
            throw e;
        }
        report.done(outcome);
    }

    private void stream(String what, RemotePath path, DownloadPlan plan, ReportStyle reported) {
        Destination to = new Destination.Stream(style.streams().data());
        run(
                what,
                path.fileName(),
                reported,
                progress -> files.download(path, to, plan, progress).map(Outcome::of));
    }

    /** What came is not lost: the user is told how to go on with it. */
    private static CommandFailure withPart(CommandFailure e, Path file) {
        boolean broke = e.exitCode() == ExitCodes.INCOMPLETE || e.exitCode() == ExitCodes.TIMED_OUT;
        if (broke && e.getCause() != null && Files.exists(file.resolveSibling(file.getFileName() + ".part"))) {
            return worded(e, Complaint.why(e.getCause()) + " (-c goes on with what has come)");
        }
        return e;
    }

    private static CommandFailure worded(CommandFailure e, String why) {
        return new CommandFailure(
                String.valueOf(e.getMessage()), new ClientException(ClientException.Kind.OTHER, why, e), e.exitCode());
    }
}
