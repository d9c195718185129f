package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import dev.towpath.client.DownloadPlan;
import dev.towpath.client.TreeFilter;
import dev.towpath.client.UploadPlan;
import dev.towpath.name.RemotePath;
import java.nio.file.Files;
import java.util.List;

/** The commands of the shell that move bytes. */
final class TransferVerbs {

    private final ShellSession session;

    TransferVerbs(ShellSession session) {
        this.session = session;
    }

    List<ShellVerb> verbs() {
        return List.of(
                ShellVerb.of(
                        "get dl download",
                        "[-rcf] <file> [dest]",
                        "fetch a file, - for stdout; -r: a folder, -c: go on with a part",
                        "rcf",
                        1,
                        List.of(Operand.REMOTE, Operand.LOCAL),
                        this::get),
                ShellVerb.of(
                        "put ul upload",
                        "[-rcf] <file> [dest]",
                        "store a file; -r: a folder, -c: go on, -f: replace what is there",
                        "rcf",
                        1,
                        List.of(Operand.LOCAL, Operand.REMOTE),
                        this::put),
                ShellVerb.of("cat", "<file>...", "show files", "", 1, List.of(Operand.REMOTE), this::cat)
                        .repeated());
    }

    private void get(ShellArguments arguments) {
        String name = arguments.operand(0);
        String to = arguments.operand(1);
        String what = "get " + name;
        check(arguments);
        boolean stdout = to.equals(Transfers.STDOUT);
        if (stdout && (arguments.has('r') || arguments.has('c'))) {
            throw new UsageException("standard output takes one file, from its start: no -r, no -c");
        }
        RemotePath path = session.remote().resolve(name);
        DownloadPlan plan = new DownloadPlan(arguments.has('c'), 0, true);
        if (arguments.has('r') && Putting.isFolder(session.files(), path, what)) {
            session.trees().get(what, path, to, plan, TreeFilter.ALL, ManyOptions.DEFAULT);
        } else {
            session.transfers().get(what, path, to, plan);
        }
    }

    private void put(ShellArguments arguments) {
        String file = arguments.operand(0);
        String to = arguments.operand(1);
        String what = "put " + file;
        check(arguments);
        if (file.equals(LocalSource.STDIN)) {
            throw new UsageException("standard input is where the shell reads its commands");
        }
        UploadPlan plan = new UploadPlan(arguments.has('f'), arguments.has('c'), 0, true);
        RemotePath target = session.remote().resolve(to);
        boolean folder = to.isEmpty() || to.endsWith("/") || isFolder(target, what);
        RemotePath path = folder ? new RemotePlace(target).below(LocalSource.name(file, session.local())) : target;
        if (arguments.has('r') && Files.isDirectory(session.local().path(file))) {
            session.trees().put(what, file, path, plan, TreeFilter.ALL, ManyOptions.DEFAULT);
        } else {
            session.transfers().put(what, file, path, plan);
        }
    }

    private boolean isFolder(RemotePath path, String what) {
        // the mini-FTP can't be asked, and an older server of it would not even say so
        return path.isRoot() || (!session.isToken() && Putting.isFolder(session.files(), path, what));
    }

    private void cat(ShellArguments arguments) {
        for (String name : arguments.operands()) {
            session.transfers().cat("cat " + name, session.remote().below(name));
        }
    }

    private void check(ShellArguments arguments) {
        if (session.isToken() && (arguments.has('r') || arguments.has('c'))) {
            throw new UsageException(
                    (arguments.has('r') ? "-r" : "-c") + " needs the line protocol; this server speaks another");
        }
    }
}
