package dev.towpath.store;

/**
 * What stands under a path.
 *
 * @param directory false for a regular file
 * @param size in bytes; 0 for a directory
 * @param modified in milliseconds since 1970, floored, never negative
 * @param tag a text of {@code [A-Za-z0-9._:/+=-]} that is another whenever the content may be another
 * @param settled true if the last change was long enough ago (2 s) that what is known of the content may be kept under the tag
 */
public record FileFacts(boolean directory, long size, long modified, String tag, boolean settled) {}
