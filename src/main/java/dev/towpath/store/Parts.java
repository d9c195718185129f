package dev.towpath.store;

import dev.towpath.digest.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Who uses which part, and what becomes of those that nobody uses: the oldest go first when there are too many. */
final class Parts {

    /** Whatever else lies in the private area is not the store's to remove. */
    private static final Pattern OURS = Pattern.compile("part-[0-9a-f]{32}-[0-9a-f]{32}|tmp-[0-9a-f]{32}");

    /** How long a file that nobody will ask for again lies before it counts as left by a crash. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();

    private final Path root;
    private final NameLocks locks;
    private final PartLimits limits;
    private final Map<Path, LocalUpload> inUse = new ConcurrentHashMap<>();
    private final AtomicLong lastSweep = new AtomicLong(System.nanoTime() - PAUSE);

    Parts(Path root, NameLocks locks, PartLimits limits) {
        this.root = root;
        this.locks = locks;
        this.limits = limits;
    }

    /** Takes the part that belongs to a file, away from an upload of the same id if need be, or a new one. */
    LocalUpload take(NewFile file) throws IOException {
        if (file.id() == null) {
            return begin(file, PrivateArea.freshName());
        }
        Path name = name(file, file.id());
        synchronized (this) {
            LocalUpload older = inUse.get(name);
            if (older != null) {
                older.takeOver();
            }
            return begin(file, name);
        }
    }

    private LocalUpload begin(NewFile file, Path name) throws IOException {
        Part part = Part.open(PrivateArea.of(root), name, file.size());
        LocalUpload upload =
                new LocalUpload(file, part, new UploadTarget(root, locks, file), ended -> leave(name, file, ended));
        inUse.put(name, upload);
        return upload;
    }

    private void leave(Path name, NewFile file, LocalUpload upload) {
        if (inUse.remove(name, upload) && file.id() != null) {
            sweepQuietly();
        }
    }

    /** How many bytes of a file are here already. */
    long lengthOf(NewFile file) throws IOException {
        if (file.id() == null) {
            return 0;
        }
        try (PrivateArea area = PrivateArea.existing(root)) {
            BasicFileAttributes there = area == null ? null : area.look(name(file, file.id()));
            return there == null || there.size() > file.size() ? 0 : there.size();
        }
    }

    /** Removes what is too old or too much. */
    void sweep() throws IOException {
        try (PrivateArea area = PrivateArea.existing(root)) {
            if (area != null) {
                sweep(area);
            }
        }
    }

    /** Looks once a minute at most, since a look costs a look at every part. */
    void sweepNowAndThen() {
        long now = System.nanoTime();
        long last = lastSweep.get();
        if (now - last >= PAUSE && lastSweep.compareAndSet(last, now)) {
            sweepQuietly();
        }
    }

    private void sweepQuietly() {
        try {
            sweep();
        } catch (IOException e) {
            // no upload fails because an older one can't be removed; the timer's sweep tells
        }
    }

    /** Of id, path and size, so that it belongs to all three. */
    private static Path name(NewFile file, String id) {
        byte[] rest = (file.size() + " " + file.path().text()).getBytes(StandardCharsets.UTF_8);
        return Path.of(
                "part-" + id + '-' + Sha256.hex(Sha256.begin().digest(rest)).substring(0, 32));
    }

    private record Leftover(Path name, BasicFileAttributes attributes) {

        Instant written() {
            return attributes.lastModifiedTime().toInstant();
        }

        boolean isTemporary() {
            return name.toString().startsWith(PrivateArea.TEMPORARY);
        }
    }

    private void sweep(PrivateArea area) throws IOException {
        Instant now = Instant.now();
        List<Leftover> kept = new ArrayList<>();
        for (Leftover leftover : leftovers(area)) {
            Duration limit = leftover.isTemporary() ? ABANDONED : limits.age();
            if (leftover.written().isBefore(now.minus(limit))) {
                remove(area, leftover);
            } else if (!leftover.isTemporary()) {
                kept.add(leftover);
            }
        }
        kept.sort(Comparator.comparing(Leftover::written));
        long bytes = kept.stream().mapToLong(part -> part.attributes().size()).sum();
        int files = kept.size();
        for (Leftover oldest : kept) {
            if (bytes <= limits.bytes() && files <= limits.files()) {
                return;
            }
            remove(area, oldest);
            bytes -= oldest.attributes().size();
            files--;
        }
    }

    /** What is not in use in this process. */
    private List<Leftover> leftovers(PrivateArea area) throws IOException {
        List<Leftover> found = new ArrayList<>();
        try {
            for (Path entry : area.folder()) {
                Path name = entry.getFileName();
                if (OURS.matcher(name.toString()).matches() && !inUse.containsKey(name)) {
                    BasicFileAttributes attributes = area.look(name);
                    if (attributes != null) {
                        found.add(new Leftover(name, attributes));
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Under the lock of {@link #take}, so that nobody begins to use it meanwhile; other processes are kept off by the file's lock. */
    private synchronized void remove(PrivateArea area, Leftover leftover) throws IOException {
        if (inUse.containsKey(leftover.name())) {
            return;
        }
        try {
            if (leftover.attributes().isDirectory()) {
                area.folder().deleteDirectory(leftover.name());
                return;
            }
            try (FileChannel unused = Part.openUnused(area, leftover.name())) {
                if (unused != null) {
                    area.folder().deleteFile(leftover.name());
                }
            }
        } catch (NoSuchFileException e) {
            // another process swept it
        }
    }
}
