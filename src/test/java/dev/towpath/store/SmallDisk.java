package dev.towpath.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory of a few MiB, mounted on a folder. Takes the right to mount, which a test may not have. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    /** Skips the test where nothing may be mounted. */
    SmallDisk(Path folder, String options) throws Exception {
        this.folder = folder;
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options, "towpath-test", folder.toString()),
                "no right to mount a small file system");
    }

    @Override
    public void close() throws Exception {
        if (!run("umount", folder.toString())) {
            run("umount", "-l", folder.toString()); // something in it is still open
            throw new IOException(folder + " was still in use");
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return false; // there is no such tool
        }
        return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
