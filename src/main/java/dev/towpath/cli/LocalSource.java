package dev.towpath.cli;

import dev.towpath.client.Failures;
import dev.towpath.client.Source;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a user names to be stored. */
final class LocalSource {

    /** Standard input by its name on the command line. */
    static final String STDIN = "-";

    private LocalSource() {}

    /**
     * A regular file, or standard input or a pipe as a stream.
     *
     * @throws CommandFailure if there is none, or a folder
     */
    static Source of(String written, LocalPlace place, String what) {
        if (written.equals(STDIN)) {
            // the channel is never closed: the stream belongs to the process
            return new Source.Stream(new FileInputStream(FileDescriptor.in).getChannel());
        }
        Path file = existing(written, place, what);
        if (Files.isDirectory(file)) {
            throw new CommandFailure(what, new UsageException("is a folder (-r stores folders)"));
        }
        if (Files.isRegularFile(file)) {
            return new Source.LocalFile(file);
        }
        try {
            return new Source.Stream(FileChannel.open(file, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new CommandFailure(what, Failures.ofDisk(e));
        }
    }

    /** The folder that is written, for a whole tree. */
    static Path folder(String written, LocalPlace place, String what) {
        Path folder = existing(written, place, what);
        if (!Files.isDirectory(folder)) {
            throw new CommandFailure(what, new UsageException("is no folder"));
        }
        return folder;
    }

    /** What a file or folder is called by itself, also where it is written as {@code .} or {@code x/..}. */
    static String name(String written, LocalPlace place) {
        Path name = place.path(written).toAbsolutePath().normalize().getFileName();
        return name == null ? "" : name.toString();
    }

    private static Path existing(String written, LocalPlace place, String what) {
        Path file;
        try {
            file = place.path(written);
        } catch (RuntimeException e) {
            throw new CommandFailure(what, e);
        }
        if (!Files.exists(file)) {
            throw new CommandFailure(what, new UsageException("no such file here"), ExitCodes.FILE_MISSING);
        }
        return file;
    }
}
