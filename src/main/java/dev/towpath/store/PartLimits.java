package dev.towpath.store;

import java.time.Duration;

/**
 * How much of broken uploads is kept for a resume.
 *
 * @param age how long after the last write
 * @param bytes in all
 * @param files in all
 */
public record PartLimits(Duration age, long bytes, int files) {

    /** A day, 16 GiB, ten thousand. */
    public static final PartLimits DEFAULT = new PartLimits(Duration.ofHours(24), 16L << 30, 10_000);

    /** Refuses what can't be a limit. */
    public PartLimits {
        if (age.isNegative() || bytes < 0 || files < 0) {
            throw new IllegalArgumentException("a limit on parts is negative");
        }
    }
}
