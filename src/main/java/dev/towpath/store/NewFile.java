package dev.towpath.store;

import dev.towpath.name.RemotePath;
import org.jspecify.annotations.Nullable;

/**
 * A file that is to be stored.
 *
 * @param size in bytes; {@value #UNKNOWN} if only the end will tell
 * @param id 32 hexadecimal digits if what has come of a broken upload is to be kept for a later one of the same path, size and id;
 *     null if it is to be dropped
 * @param sha256 64 hexadecimal digits that its digest must be; null for any
 * @param replace true if an existing file may be replaced
 * @param replacedTag the tag that the file to be replaced must have; null for any
 * @param modified the time it is to carry, in milliseconds since 1970; null for the time it is stored
 */
public record NewFile(
        RemotePath path,
        long size,
        @Nullable String id,
        @Nullable String sha256,
        boolean replace,
        @Nullable String replacedTag,
        @Nullable Long modified) {

    /** Stands for a size that nobody knows yet. */
    public static final long UNKNOWN = -1;
}
