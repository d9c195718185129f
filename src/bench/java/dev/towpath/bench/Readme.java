package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The project's README, in which the results stand between two markers. */
final class Readme {

    private static final String BEGIN = "<!-- bench:begin -->\n";
    private static final String END = "<!-- bench:end -->";

    private final Path path;

    Readme(Path path) {
        this.path = path;
    }

    /** Replaces what stands between the markers. */
    void put(String text) throws IOException {
        String readme = Files.readString(path);
        int begin = readme.indexOf(BEGIN);
        int end = readme.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new BenchException(
                    "the markers are missing in " + path.getFileName() + ": " + BEGIN.strip() + ' ' + END);
        }
        Files.writeString(path, readme.substring(0, begin + BEGIN.length()) + text + readme.substring(end));
    }
}
