package dev.towpath.client;

/** Hears how far a transfer has come. Called on its event loop, often: it must return at once. */
@FunctionalInterface
public interface Progress {

    /**
     * More has arrived.
     *
     * @param bytes so far
     * @param total what there will be; -1 if nobody knows
     */
    void moved(long bytes, long total);

    /** A file to be sent is read for its digest first: so many bytes of it, on another thread than the rest. */
    default void digested(long bytes, long total) {}

    /** What was here already could not be used, or an attempt failed and another begins: a line for the user. */
    default void note(String what) {}
}
