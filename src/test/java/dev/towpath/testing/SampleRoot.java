package dev.towpath.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A folder with everything in it that a server must serve or keep to itself. */
public final class SampleRoot {

    private SampleRoot() {}

    /** Fills {@code parent/root} and puts a secret beside it. */
    public static Path in(Path parent) throws IOException {
        Path root = Files.createDirectory(parent.resolve("root"));
        Files.writeString(parent.resolve("secret"), "secret\n");
        Files.writeString(root.resolve("a"), "hi\n");
        Files.writeString(root.resolve("empty"), "");
        Files.writeString(root.resolve("END"), "not the end\n");
        Files.writeString(root.resolve("with  space "), "s");
        Files.writeString(root.resolve("..data"), "d");
        Files.writeString(root.resolve("ü"), "u");
        Files.writeString(root.resolve("new\nline"), "n");
        Files.writeString(root.resolve(".towpath-part"), "p");
        Path sub = Files.createDirectory(root.resolve("sub"));
        Files.writeString(sub.resolve("inner"), "inside\n");
        Files.createDirectory(sub.resolve("deep"));
        Files.createSymbolicLink(root.resolve("link-in"), Path.of("sub/inner"));
        Files.createSymbolicLink(root.resolve("link-folder"), Path.of("sub"));
        Files.createSymbolicLink(
                root.resolve("link-absolute"), root.toRealPath().resolve("a"));
        Files.createSymbolicLink(sub.resolve("link-up"), Path.of("../a"));
        Files.createSymbolicLink(root.resolve("link-out"), Path.of("../secret"));
        Files.createSymbolicLink(
                root.resolve("link-out-absolute"), parent.toRealPath().resolve("secret"));
        Files.createSymbolicLink(root.resolve("link-out-folder"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("link-loop"), Path.of("link-loop"));
        Files.createSymbolicLink(root.resolve("link-nowhere"), Path.of("nothing"));
        Files.createSymbolicLink(root.resolve("link-reserved"), Path.of(".towpath-part"));
        fifo(root.resolve("fifo"));
        return root;
    }

    /** Makes a FIFO. */
    public static void fifo(Path path) throws IOException {
        Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).start();
        try {
            if (!mkfifo.waitFor(10, TimeUnit.SECONDS) || mkfifo.exitValue() != 0) {
                throw new IOException("mkfifo failed");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
