package dev.towpath.cli;

/**
 * How transfers are told of.
 *
 * @param json events for a script in place of words
 * @param quiet nothing at all but errors
 * @param live a line that is rewritten while something moves; only for a terminal
 */
record ReportStyle(Streams streams, boolean json, boolean quiet, boolean live) {

    /** The same, where a file's bytes go to standard output. */
    ReportStyle besideData() {
        return new ReportStyle(streams.besideData(), json, quiet, live);
    }

    /** The same without a word of success, for bytes that are shown and not kept. */
    ReportStyle silent() {
        return new ReportStyle(streams, false, true, false);
    }

    /** True if the user wants words. */
    boolean words() {
        return !json && !quiet;
    }

    /** True if a line is rewritten while something moves. */
    boolean rewrites() {
        return live && words();
    }
}
