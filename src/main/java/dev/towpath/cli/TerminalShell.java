package dev.towpath.cli;

import dev.towpath.name.Printable;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The shell of a person at a terminal: a prompt that shows the place, completion, history. */
final class TerminalShell {

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
                    .completer(new ShellCompleter(shell))
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // an ! belongs to a file's name
                    .variable(LineReader.HISTORY_FILE, historyFile())
                    .build();
            while (!shell.isOver()) {
                try {
                    shell.execute(reader.readLine(prompt()));
                } catch (UserInterruptException e) {
                    // Ctrl-C at the prompt drops the line
                } catch (EndOfFileException e) {
                    return ExitCodes.DONE;
                }
            }
            return ExitCodes.DONE;
        }
    }

    private String prompt() {
        return "towpath:" + Printable.escape(shell.session().remote().toString()) + "> ";
    }

    private static Path historyFile() {
        return Path.of(System.getProperty("user.home", "."), ".towpath_history");
    }
}
