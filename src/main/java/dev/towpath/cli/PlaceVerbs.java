package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import dev.towpath.client.Failures;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands of the shell that tell or change the places names are written against, there and here. */
final class PlaceVerbs {

    private final ShellSession session;

    PlaceVerbs(ShellSession session) {
        this.session = session;
    }

    List<ShellVerb> verbs() {
        return List.of(
                ShellVerb.of(
                        "cd",
                        "[dir]",
                        "go to a directory of the server, or to its root",
                        "",
                        0,
                        List.of(Operand.REMOTE_FOLDER),
                        this::enterRemote),
                ShellVerb.of(
                        "pwd",
                        "",
                        "where you are on the server",
                        "",
                        0,
                        List.of(),
                        arguments ->
                                session.print(Printable.escape(session.remote().toString()))),
                ShellVerb.of(
                        "lcd",
                        "[dir]",
                        "go to a folder here, or to your home",
                        "",
                        0,
                        List.of(Operand.LOCAL_FOLDER),
                        this::enterLocal),
                ShellVerb.of(
                        "lpwd",
                        "",
                        "where you are here",
                        "",
                        0,
                        List.of(),
                        arguments ->
                                session.print(Printable.escape(session.local().toString()))),
                ShellVerb.of(
                        "lls",
                        "[dir]",
                        "files and folders here",
                        "",
                        0,
                        List.of(Operand.LOCAL_FOLDER),
                        this::listLocal));
    }

    private void enterRemote(ShellArguments arguments) {
        RemotePath path = session.remote().resolve(arguments.operands().isEmpty() ? "/" : arguments.operand(0));
        session.enter("cd " + arguments.operand(0), path);
    }

    private void enterLocal(ShellArguments arguments) {
        String folder = arguments.operands().isEmpty() ? System.getProperty("user.home", "") : arguments.operand(0);
        try {
            session.enter(session.local().enter(folder));
        } catch (RuntimeException e) {
            throw new CommandFailure("lcd " + folder, e);
        }
    }

    private void listLocal(ShellArguments arguments) {
        String what = ("lls " + arguments.operand(0)).strip();
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(
                session.local().enter(arguments.operand(0)).folder())) {
            for (Path file : folder) {
                names.add(Printable.escape(String.valueOf(file.getFileName())) + (Files.isDirectory(file) ? "/" : ""));
            }
        } catch (IOException e) {
            throw new CommandFailure(what, Failures.ofDisk(e));
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
        names.stream().sorted(RemotePath.BYTE_ORDER).forEach(session::print);
    }
}
