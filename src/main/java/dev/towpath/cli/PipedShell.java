package dev.towpath.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** The shell of a script: plain lines, no prompt, and an exit code that tells whether anything failed. */
final class PipedShell {

    private final Shell shell;

    PipedShell(Shell shell) {
        this.shell = shell;
    }

    /** Runs the lines to their end. */
    int run(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        while (!shell.isOver()) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            shell.execute(line);
        }
        return shell.lastFailure();
    }
}
