package dev.towpath.bench;

import java.nio.file.Path;
import java.util.List;

/** The two forms in which Towpath is packaged. */
enum Kind {
    JAR("towpath jar"),
    NATIVE("towpath native");

    private final String contender;

    Kind(String contender) {
        this.contender = contender;
    }

    /** What it is called in the results. */
    String contender() {
        return contender;
    }

    /** The command as the README has it, without arguments. */
    List<String> command(Path project) {
        return switch (this) {
            case JAR ->
                List.of(
                        java("java"),
                        "-jar",
                        project.resolve("target/towpath.jar").toString());
            case NATIVE -> List.of(project.resolve("target/towpath").toString());
        };
    }

    /** A program of the JDK that runs the benchmark. */
    static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }
}
