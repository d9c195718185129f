package dev.towpath.store;

import dev.towpath.digest.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a file told, and the tag made of it: device, inode, size, and the times of the last change of its content and of
 * anything about it. Nobody can set the latter, so no change hides; but the kernel's clock for it ticks as seldom as every 10 ms, so
 * a tag is {@link #isFirm} only when the clock has moved on: then whatever changes next gives another one.
 *
 * @param key device and inode
 * @param changed null where it can't be had
 */
record Look(
        Object key,
        Kind kind,
        long size,
        FileTime modified,
        @Nullable FileTime changed) {

    /** For how long after a change another one may carry the same time. Twice the slowest tick. */
    static final Duration TICK = Duration.ofMillis(20);

    private static final Duration SETTLED = Duration.ofSeconds(2);

    enum Kind {
        FILE,
        DIRECTORY,
        /** All that does not exist for peers. */
        OTHER;

        static Kind of(BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                return FILE;
            }
            return attributes.isDirectory() ? DIRECTORY : OTHER;
        }
    }

    static Look at(Walk.Entry entry) throws IOException {
        BasicFileAttributes attributes = entry.look();
        Kind kind = Kind.of(attributes);
        Map<String, Object> more = byPath(entry.path());
        if (attributes.fileKey().equals(more.get("fileKey"))
                && more.get("size") instanceof Long size
                && more.get("lastModifiedTime") instanceof FileTime modified
                && more.get("ctime") instanceof FileTime changed) {
            return new Look(attributes.fileKey(), kind, size, modified, changed);
        }
        return new Look(attributes.fileKey(), kind, attributes.size(), attributes.lastModifiedTime(), null);
    }

    /** True if every later change will make another tag. */
    boolean isFirm(Instant now) {
        return age(now).abs().compareTo(TICK) >= 0;
    }

    /** How long ago it last changed; negative if that lies in the future. */
    Duration age(Instant now) {
        return Duration.between((changed == null ? modified : changed).toInstant(), now);
    }

    /** True if neither time lies within the last two seconds, nor is a future one all there is. */
    boolean isSettled(Instant now) {
        Instant before = now.minus(SETTLED);
        Instant content = modified.toInstant();
        if (changed == null) {
            return content.isBefore(before);
        }
        return changed.toInstant().isBefore(before) && (content.isBefore(before) || content.isAfter(now));
    }

    /** The tag; text that shows nothing of the host. */
    String tag() {
        return digest(text());
    }

    /** A tag that no look will ever have again, for a file that does not stop changing. */
    String passingTag() {
        return digest(text() + " at " + System.nanoTime());
    }

    private String text() {
        return key + " " + kind + ' ' + size + ' ' + text(modified) + ' ' + (changed == null ? "" : text(changed));
    }

    private static String text(FileTime time) {
        Instant instant = time.toInstant();
        return instant.getEpochSecond() + "." + instant.getNano();
    }

    FileFacts facts(String tag, boolean settled) {
        boolean directory = kind == Kind.DIRECTORY;
        return new FileFacts(directory, directory ? 0 : size, milliseconds(modified), tag, settled);
    }

    /** Milliseconds since 1970, never negative. */
    static long milliseconds(FileTime time) {
        return Math.max(0, time.toMillis());
    }

    private static String digest(String text) {
        return Sha256.hex(Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8)))
                .substring(0, 32);
    }

    /** The one thing handles don't tell is when anything last changed. Empty if the path leads nowhere by now. */
    private static Map<String, Object> byPath(Path path) {
        try {
            return Files.readAttributes(path, "unix:fileKey,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Map.of();
        }
    }
}
