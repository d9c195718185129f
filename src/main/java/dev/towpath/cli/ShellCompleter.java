package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Offers what a word of a shell's line may become: verbs, options, names on the server and names here. */
final class ShellCompleter implements Completer {

    private final Shell shell;
    private final RemoteNames remote;

    ShellCompleter(Shell shell) {
        this.shell = shell;
        this.remote = new RemoteNames(shell.session().files());
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String typed =
                line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        offers(line.words().subList(0, line.wordIndex()), typed).forEach(candidates::add);
    }

    /**
     * What may stand for a word.
     *
     * @param before the words in front of it
     * @param typed what there is of it
     */
    List<Candidate> offers(List<String> before, String typed) {
        if (before.isEmpty()) {
            return whole(shell.table().names());
        }
        return shell.table()
                .find(before.get(0))
                .map(verb -> operand(verb, before.subList(1, before.size()), typed))
                .orElse(List.of());
    }

    private List<Candidate> operand(ShellVerb verb, List<String> before, String typed) {
        if (typed.startsWith("-") && !before.contains("--")) {
            return whole(
                    verb.flags().chars().mapToObj(flag -> "-" + (char) flag).toList());
        }
        int index = (int) before.stream().filter(word -> !word.startsWith("-")).count();
        if (index >= verb.most() || verb.operands().isEmpty()) {
            return List.of();
        }
        Operand kind = verb.operands().get(Math.min(index, verb.operands().size() - 1));
        return switch (kind) {
            case VERB -> whole(shell.table().names());
            case REMOTE -> remoteNames(typed, false);
            case REMOTE_FOLDER -> remoteNames(typed, true);
            case LOCAL -> localNames(typed, false);
            case LOCAL_FOLDER -> localNames(typed, true);
        };
    }

    private List<Candidate> remoteNames(String typed, boolean foldersAlone) {
        String folder = folderOf(typed);
        return remote.in(shell.session().remote(), folder).stream()
                .filter(name -> !foldersAlone || name.endsWith("/"))
                .map(name -> candidate(folder + name))
                .toList();
    }

    private List<Candidate> localNames(String typed, boolean foldersAlone) {
        String folder = folderOf(typed);
        List<Candidate> found = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(shell.session().local().path(folder))) {
            for (Path file : files) {
                boolean isFolder = Files.isDirectory(file);
                if (isFolder || !foldersAlone) {
                    found.add(candidate(folder + file.getFileName() + (isFolder ? "/" : "")));
                }
            }
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
        return found;
    }

    /** What was typed of a name up to its last slash. */
    private static String folderOf(String typed) {
        return typed.substring(0, typed.lastIndexOf('/') + 1);
    }

    /** A name; behind a folder's the user goes on typing. */
    private static Candidate candidate(String value) {
        return new Candidate(value, value, null, null, null, null, !value.endsWith("/"));
    }

    private static List<Candidate> whole(List<String> words) {
        return words.stream().map(Candidate::new).toList();
    }
}
