package dev.towpath.cli;

import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.impl.DefaultParser;

/** Does what lines say, wherever they come from: each is one command, and what fails is told in one line. */
final class Shell {

    private final ShellSession session;
    private final ShellCommandTable table;
    private int lastFailure = ExitCodes.DONE;

    Shell(ShellSession session) {
        this.session = session;
        this.table = new ShellCommandTable(session);
    }

    /** Splits and unquotes lines as a shell does. */
    static DefaultParser parser() {
        DefaultParser parser = new DefaultParser();
        parser.setEofOnUnclosedQuote(true);
        return parser;
    }

    ShellSession session() {
        return session;
    }

    ShellCommandTable table() {
        return table;
    }

    /** Does what a line says. */
    void execute(String line) {
        try {
            execute(parser().parse(line, line.length(), ParseContext.ACCEPT_LINE)
                    .words());
        } catch (EOFError e) {
            failed(new UsageException("a quote is not closed"), line);
        } catch (RuntimeException e) {
            failed(e, line);
        }
    }

    /** True once the user has left. */
    boolean isOver() {
        return session.hasLeft();
    }

    /** The exit code of the last command that failed, 0 if none did. */
    int lastFailure() {
        return lastFailure;
    }

    private void execute(List<String> words) {
        String name = words.isEmpty() ? "" : words.get(0);
        if (name.isEmpty()) {
            return;
        }
        ShellVerb verb = table.find(name).orElseThrow(ShellCommandTable::unknown);
        verb.action().run(ShellArguments.parse(words.subList(1, words.size()), verb));
    }

    private void failed(RuntimeException failure, String line) {
        Complaint complaint = Complaint.of(failure, line);
        lastFailure = complaint.exitCode();
        if (complaint.isSilent()) {
            // nobody reads what further commands would print
            session.leave();
        } else {
            session.style().streams().tell(complaint.line());
        }
    }
}
