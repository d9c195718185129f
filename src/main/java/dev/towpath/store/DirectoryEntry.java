package dev.towpath.store;

/**
 * A file or directory in a directory.
 *
 * @param directory false for a regular file
 * @param size in bytes; 0 for a directory
 * @param modified in milliseconds since 1970, floored, never negative
 * @param name a single component that a line can carry
 * @param link true for a link that stands for this
 */
public record DirectoryEntry(boolean directory, long size, long modified, String name, boolean link) {

    /** One that is no link. */
    public DirectoryEntry(boolean directory, long size, long modified, String name) {
        this(directory, size, modified, name, false);
    }
}
