package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import dev.towpath.client.RemoteEntry;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import java.util.List;

/** The commands of the shell that look at the node's files. */
final class ListingVerbs {

    private final ShellSession session;

    ListingVerbs(ShellSession session) {
        this.session = session;
    }

    List<ShellVerb> verbs() {
        return List.of(
                ShellVerb.of(
                        "ls list dir",
                        "[-l] [dir]",
                        "files and directories; -l: kind, size, time (UTC)",
                        "l",
                        0,
                        List.of(Operand.REMOTE_FOLDER),
                        this::list),
                ShellVerb.of(
                        "info stat",
                        "<path>",
                        "kind, size, time (UTC) and tag",
                        "",
                        1,
                        List.of(Operand.REMOTE),
                        this::info),
                ShellVerb.of(
                        "hash",
                        "<file>",
                        "the SHA-256, computed by the server",
                        "",
                        1,
                        List.of(Operand.REMOTE),
                        this::hash));
    }

    private void list(ShellArguments arguments) {
        RemotePath directory = session.remote().resolve(arguments.operand(0));
        List<RemoteEntry> entries = Waiting.on(session.files().list(directory), ("ls " + arguments.operand(0)).strip());
        if (session.style().json()) {
            entries.forEach(entry -> session.style().streams().print(Listed.event(directory, entry)));
        } else {
            (arguments.has('l') ? Listed.rows(entries) : Listed.names(entries)).forEach(session::print);
        }
    }

    private void info(ShellArguments arguments) {
        String name = arguments.operand(0);
        RemotePath path = session.remote().resolve(name);
        Facts facts = Waiting.on(session.files().info(path), "info " + name);
        if (session.style().json()) {
            session.style().streams().print(Listed.event(path.text(), facts));
        } else {
            session.print(Listed.line(RemotePlace.shown(path), facts));
        }
    }

    private void hash(ShellArguments arguments) {
        String name = arguments.operand(0);
        RemotePath path = session.remote().below(name);
        Digest digest = Waiting.on(session.files().hash(path), "hash " + name);
        if (session.style().json()) {
            session.style().streams().print(HashCommand.event(path.text(), digest));
        } else {
            session.print(HashCommand.line(name, digest));
        }
    }
}
