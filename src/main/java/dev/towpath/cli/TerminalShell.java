package dev.towpath.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The shell of a person at a terminal: a prompt, completion of names, history. */
final class TerminalShell {

    private static final String PROMPT = "proxy> ";
    private static final List<String> VERBS = List.of("list", "download", "help", "exit", "quit");

    private final Shell shell;

    TerminalShell(Shell shell) {
        this.shell = shell;
    }

    /** Runs until the user leaves. */
    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).build()) {
            LineReader reader = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .parser(Shell.parser())
                    .completer((r, line, candidates) -> complete(line, candidates))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // an ! belongs to a file's name
                    .variable(LineReader.HISTORY_FILE, historyFile())
                    .build();
            while (true) {
                try {
                    if (shell.execute(reader.readLine(PROMPT)) == Shell.Next.LEAVE) {
                        return ExitCodes.DONE;
                    }
                } catch (UserInterruptException e) {
                    // Ctrl-C at the prompt drops the line
                } catch (EndOfFileException e) {
                    return ExitCodes.DONE;
                }
            }
        }
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.wordIndex() == 0 ? VERBS : line.wordIndex() == 1 ? shell.names() : List.of();
        words.forEach(word -> candidates.add(new Candidate(word)));
    }

    private static Path historyFile() {
        return Path.of(System.getProperty("user.home", "."), ".towpath_history");
    }
}
