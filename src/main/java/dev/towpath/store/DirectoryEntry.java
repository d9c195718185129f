package dev.towpath.store;

/**
 * A file or directory in a directory.
 *
 * @param directory false for a regular file
 * @param size in bytes; 0 for a directory
 * @param modified in milliseconds since 1970, floored, never negative
 * @param name a single component that a line can carry
 */
public record DirectoryEntry(boolean directory, long size, long modified, String name) {}
