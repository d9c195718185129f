package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.Received;
import dev.towpath.client.Target;
import dev.towpath.client.Targets;
import dev.towpath.client.TowpathClient;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * One download as a user asks for it, from the prompt or in the shell.
 *
 * @param verb what the user typed, for the error line
 * @param destination a file, a folder, {@code -} for standard output, or empty for the file's own name here
 */
record DownloadJob(String verb, TowpathClient client, Location location, String destination) {

    private static final String STDOUT = "-";

    /** Where events belong that must not get into the file. */
    static Consumer<String> eventsBeside(String destination) {
        return destination.equals(STDOUT) ? Console::err : Console::out;
    }

    /** Does it, reporting on the way. */
    void run(DownloadReport report) {
        String what = verb + " " + location;
        Callable<Target> opener;
        try {
            opener = opener();
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
        Received received;
        try (report) {
            received = Waiting.on(client.download(location, opener, report.start()), what);
        }
        report.done(received);
    }

    private Callable<Target> opener() {
        if (destination.equals(STDOUT)) {
            // the channel is never closed: the stream belongs to the process
            return () -> Targets.stream(new FileOutputStream(FileDescriptor.out).getChannel());
        }
        Path file = Targets.resolve(destination, location.path().fileName());
        return () -> Targets.open(file);
    }
}
