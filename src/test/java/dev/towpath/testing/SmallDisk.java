package dev.towpath.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A file system in memory of a few MiB, mounted on a folder. Takes the right to mount, which a test may not have. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    /**
     * Skips the test where nothing may be mounted.
     *
     * @param options as mount(8) takes them, {@code size=1m} say
     */
    public SmallDisk(Path folder, String options) throws Exception {
        this.folder = folder;
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options, "towpath-test", folder.toString()),
                "no right to mount a small file system");
    }

    /** Fails if something in it stays open. */
    @Override
    public void close() throws Exception {
        try {
            Await.until(
                    Duration.ofSeconds(5), () -> run("umount", folder.toString()), () -> folder + " is still in use");
        } catch (AssertionError e) {
            run("umount", "-l", folder.toString());
            throw e;
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
