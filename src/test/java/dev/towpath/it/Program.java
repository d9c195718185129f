package dev.towpath.it;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The forms the program is packaged in; a system property names the file of each. */
enum Program {
    JAR("towpath.jar"),
    NATIVE("towpath.native");

    /** Java starts sooner so; how fast it gets later does not matter here. */
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    private final String property;

    Program(String property) {
        this.property = property;
    }

    /** The packaged file. */
    Path file() {
        String file = System.getProperty(property);
        if (file == null) {
            throw new IllegalStateException("the system property " + property + " names no file");
        }
        return Path.of(file).toAbsolutePath();
    }

    /**
     * What to run, up to the program's own arguments.
     *
     * @param file the packaged file or a copy of it
     * @param flags settings of the runtime that both forms know, {@code -Xmx128m} say
     */
    List<String> command(Path file, List<String> flags) {
        List<String> command = new ArrayList<>();
        if (this == NATIVE) {
            command.add(file.toString());
            command.addAll(flags);
        } else {
            command.add(java());
            command.addAll(QUICK_START);
            if (file.equals(file())) { // classes are shared only with the very jar they came from
                command.addAll(SharedClasses.FLAGS);
            }
            command.addAll(flags);
            command.add("-jar");
            command.add(file.toString());
        }
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The classes of the jar as Java has them in memory, with which a start takes two thirds of the time. */
    private static final class SharedClasses {

        /** What makes use of them; nothing where they could not be had. */
        static final List<String> FLAGS = flags(JAR.file());

        private static List<String> flags(Path jar) {
            Path archive = jar.resolveSibling("towpath-tests.jsa");
            List<String> command = new ArrayList<>(List.of(java()));
            command.addAll(QUICK_START);
            // the demonstration starts a server, a proxy and a client
            command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-jar", jar.toString(), "demo"));
            try {
                Files.deleteIfExists(archive);
                Process demo = new ProcessBuilder(command)
                        .redirectOutput(Redirect.DISCARD)
                        .redirectError(Redirect.DISCARD)
                        .start();
                demo.getOutputStream().close();
                boolean ended = demo.waitFor(1, TimeUnit.MINUTES);
                demo.destroyForcibly();
                return ended && Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
            } catch (IOException e) {
                return List.of();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }
    }
}
