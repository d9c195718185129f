package dev.towpath.client;

/** Hears how the transfer of a tree goes: one call at a time, from whatever thread, and each must return at once. */
public interface TreeListener {

    /**
     * How far the whole has come.
     *
     * @param files that are done or have failed
     * @param filesTotal how many there are in all
     * @param bytes so far
     * @param bytesTotal how many there will be; -1 if nobody knows
     */
    record Overall(long files, long filesTotal, long bytes, long bytesTotal) {}

    /** The whole has moved. */
    default void moved(Overall overall) {}

    /**
     * A file begins.
     *
     * @param path below the top of the tree, its components joined by {@code /}
     * @param size in bytes; -1 if nobody knows
     */
    default void started(String path, long size) {}

    /**
     * A file that takes a while has moved.
     *
     * @param bytes so far
     * @param total how many there will be; -1 if nobody knows
     */
    default void moved(String path, long bytes, long total) {}

    /** A file is whole. */
    default void done(String path, TreeResult.Moved moved) {}

    /** A file or a directory could not be transferred; the others go on. */
    default void failed(String path, Throwable why) {}

    /** A file is tried again, say: a line for the user. */
    default void note(String path, String what) {
        note(path + ": " + what);
    }

    /** Something was left out: a line for the user. */
    default void note(String what) {}
}
