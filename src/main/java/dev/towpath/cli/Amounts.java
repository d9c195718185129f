package dev.towpath.cli;

import java.util.Locale;

/** Bytes and times for the eye. */
final class Amounts {

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int NAME_WIDTH = 32;

    private Amounts() {}

    /** A number of bytes in binary units. */
    static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
    }

    /** Bytes a second, {@code 1.5 MiB/s} say. */
    static String rate(long bytes, double seconds) {
        return bytes(bytes / Math.max(seconds, 1e-9)) + "/s";
    }

    /** How far something is: {@code 1.0 MiB of 4.0 MiB  25%  1.0 MiB/s  0:03 left}; less where the total is not known. */
    static String way(long bytes, long total, double seconds) {
        if (total < 0) {
            return bytes((double) bytes) + "  " + rate(bytes, seconds);
        }
        double rate = bytes / Math.max(seconds, 1e-9);
        return String.format(
                Locale.ROOT,
                "%s of %s  %d%%  %s  %s left",
                bytes((double) bytes),
                bytes((double) total),
                total == 0 ? 100 : (long) (100.0 * bytes / total),
                rate(bytes, seconds),
                rate < 1 ? "?" : clock((long) (Math.max(total - bytes, 0) / rate)));
    }

    /** Seconds as JSON has them. */
    static double seconds(double seconds) {
        return Math.round(seconds * 1e6) / 1e6;
    }

    /** A name as it fits into a line that is rewritten. */
    static String shortened(String name) {
        return name.length() > NAME_WIDTH ? name.substring(0, NAME_WIDTH - 1) + "…" : name;
    }

    private static String clock(long seconds) {
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
