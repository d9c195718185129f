package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import dev.towpath.name.RemotePath;
import java.util.List;

/** The commands of the shell that change directories and names of the node. */
final class ChangeVerbs {

    private final ShellSession session;

    ChangeVerbs(ShellSession session) {
        this.session = session;
    }

    List<ShellVerb> verbs() {
        return List.of(
                ShellVerb.of(
                        "mkdir",
                        "[-p] <dir>",
                        "make a directory; -p: those above it too",
                        "p",
                        1,
                        List.of(Operand.REMOTE_FOLDER),
                        arguments -> session.changes()
                                .makeDirectory(
                                        "mkdir " + arguments.operand(0),
                                        session.remote().below(arguments.operand(0)),
                                        arguments.has('p'))),
                ShellVerb.of(
                                "rm",
                                "<path>...",
                                "remove files and empty directories",
                                "",
                                1,
                                List.of(Operand.REMOTE),
                                this::remove)
                        .repeated(),
                ShellVerb.of(
                        "mv",
                        "<from> <to>",
                        "rename, or move into a directory",
                        "",
                        2,
                        List.of(Operand.REMOTE, Operand.REMOTE),
                        this::move));
    }

    private void remove(ShellArguments arguments) {
        for (String name : arguments.operands()) {
            session.changes().remove("rm " + name, session.remote().below(name));
        }
    }

    private void move(ShellArguments arguments) {
        RemotePath from = session.remote().below(arguments.operand(0));
        String to = arguments.operand(1);
        RemotePath target = session.remote().resolve(to);
        boolean folder = to.endsWith("/") || target.isRoot();
        session.changes()
                .move(
                        "mv " + arguments.operand(0),
                        from,
                        folder ? new RemotePlace(target).below(from.fileName()) : target);
    }
}
