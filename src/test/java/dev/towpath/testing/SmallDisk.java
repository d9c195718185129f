package dev.towpath.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file system of a few bytes in memory, mounted for one test. Only root may mount. */
public final class SmallDisk implements AutoCloseable {

    private final Path root;

    private SmallDisk(Path root) {
        this.root = root;
    }

    /** Whether this process may mount. */
    public static boolean isPossible() {
        try {
            Path probe = Files.createTempDirectory("towpath-mount");
            try (SmallDisk disk = at(probe, "64k")) {
                return true;
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** @param size as mount(8) takes it, {@code 1m} say */
    public static SmallDisk at(Path folder, String size) throws IOException {
        Files.createDirectories(folder);
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString()));
        return new SmallDisk(folder);
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        run(List.of("umount", "-l", root.toString()));
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
