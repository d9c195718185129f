package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.DownloadPlan;
import dev.towpath.client.TowpathClient;
import dev.towpath.client.TreeFilter;
import dev.towpath.client.TreeListener;
import dev.towpath.client.TreeResult;
import dev.towpath.client.UploadPlan;
import dev.towpath.name.RemotePath;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.function.Function;

/** Transfers of whole folders as a user asks for them: each is reported and waited for. */
record Trees(TowpathClient client, Transfers transfers) {

    /** @param to the folder it becomes; one that exists, or ends in {@code /}, takes it under its own name */
    void get(String what, RemotePath directory, String to, DownloadPlan plan, TreeFilter filter, int lanes) {
        Path folder;
        try {
            folder = transfers.local().target(to, directory.fileName());
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
        String name = directory.isRoot() ? "/" : directory.fileName();
        run(
                what,
                "get",
                name,
                report -> client.downloadTree(transfers.files(), directory, folder, filter, plan, lanes, report));
    }

    void put(String what, String folder, RemotePath to, UploadPlan plan, TreeFilter filter, int lanes) {
        Path from = LocalSource.folder(folder, transfers.local(), what);
        run(
                what,
                "put",
                LocalSource.name(folder, transfers.local()),
                report -> client.uploadTree(transfers.files(), from, to, filter, plan, lanes, report));
    }

    private void run(String what, String verb, String name, Function<TreeListener, Future<TreeResult>> transfer) {
        TreeReport report = new TreeReport(verb, name, transfers.style());
        TreeResult result;
        try (report) {
            result = Waiting.on(transfer.apply(report), what);
        }
        report.ended(result);
        if (!result.isWhole()) {
            throw incomplete(what, result);
        }
    }

    /** What stopped all of it is the reason; else the tree is not whole, whatever kept single files from coming. */
    private static CommandFailure incomplete(String what, TreeResult result) {
        if (result.stopped().isPresent()) {
            Throwable stopped = result.stopped().get();
            String why = Complaint.why(stopped) + " (the rest was not tried)";
            return new CommandFailure(what, new ClientException(Kind.OTHER, why, stopped), ExitCodes.of(stopped));
        }
        long failed = result.failed();
        String why = failed == 1 ? "1 file or folder failed" : failed + " files or folders failed";
        return new CommandFailure(what, new ClientException(Kind.INCOMPLETE, why));
    }
}
