package dev.towpath.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(QUICK_START);
            command.addAll(flags);
            command.add("-jar");
            command.add(file.toString());
        }
        return command;
    }
}
