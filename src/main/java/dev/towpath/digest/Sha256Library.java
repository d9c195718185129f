package dev.towpath.digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.graalvm.nativeimage.hosted.Feature;

/**
 * Compiles {@code sha256.c} while a native executable is built, with the compiler that links the executable, to a library where the linker
 * looks for it. No part of the program.
 */
public final class Sha256Library implements Feature {

    /** What the linker knows it by. */
    static final String NAME = "towpath-sha256";

    private static final String SOURCE = "sha256.c";

    /** As native-image.properties has it; what is relative is something else to the linker than to the builder. */
    private static final Path FOLDER = Path.of("/tmp/towpath-native-image");

    @Override
    public String getDescription() {
        return "SHA-256 by the processor's instructions, where it has them";
    }

    @Override
    public void afterRegistration(AfterRegistrationAccess access) {
        try (InputStream source = Sha256Library.class.getResourceAsStream(SOURCE)) {
            if (source == null) {
                throw new IllegalStateException(SOURCE + " is missing");
            }
            Path code = FOLDER.resolve(SOURCE);
            Path object = FOLDER.resolve(NAME + ".o");
            Path library = FOLDER.resolve("lib" + NAME + ".a");
            for (Path earlier : List.of(code, object, library, FOLDER)) {
                Files.deleteIfExists(earlier);
            }
            // new and ours alone, so that nobody else's library is linked
            Files.createDirectory(
                    FOLDER, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(source, code);
            run("gcc", "-std=c11", "-O2", "-fPIC", "-Wall", "-Werror", "-c", "-o", object.toString(), code.toString());
            run("ar", "crs", library.toString(), object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String... command) throws IOException {
        try {
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", List.of(command)) + " ended with " + code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
