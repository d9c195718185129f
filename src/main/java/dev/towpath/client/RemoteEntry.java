package dev.towpath.client;

/**
 * A name in a directory of a node, as far as the node tells.
 *
 * @param kind what it is
 * @param size in bytes; {@value #UNKNOWN} if the node does not say
 * @param modified in milliseconds since 1970; {@value #UNKNOWN} if the node does not say
 */
public record RemoteEntry(String name, Kind kind, long size, long modified) {

    /** Stands for what an older node does not tell. */
    public static final long UNKNOWN = -1;

    /** What stands under a name. */
    public enum Kind {
        FILE,
        DIRECTORY,
        /** One of the two; the mini-FTP does not say which. */
        UNKNOWN
    }
}
