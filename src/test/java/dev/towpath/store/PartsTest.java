package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept of broken uploads, and for how long. */
class PartsTest extends StoreTest {

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void parts_older_than_the_limit_go() throws IOException {
        leave(1, 4, Duration.ofHours(25));
        leave(2, 4, Duration.ofHours(23));

        store.sweep();

        assertEquals(List.of(2), kept(1, 2));
    }

    @Test
    void the_oldest_go_when_all_are_too_large() throws IOException {
        for (int i = 1; i <= 5; i++) {
            leave(i, 10, Duration.ofMinutes(i));
        }

        store = new LocalStore(root, new PartLimits(DAY, 29, 100));
        store.sweep();

        assertEquals(List.of(1, 2), kept(1, 5));
    }

    @Test
    void the_oldest_go_when_there_are_too_many() throws IOException {
        for (int i = 1; i <= 5; i++) {
            leave(i, 10, Duration.ofMinutes(i));
        }

        store = new LocalStore(root, new PartLimits(DAY, 1000, 3));
        store.sweep();

        assertEquals(List.of(1, 2, 3), kept(1, 5));
    }

    @Test
    void the_bounds_hold_when_an_upload_leaves_a_part_and_when_one_begins() throws IOException {
        for (int i = 1; i <= 4; i++) {
            leave(i, 10, Duration.ofMinutes(i));
        }
        store = new LocalStore(root, new PartLimits(DAY, 1000, 3));
        store.upload(file("begun", 1)).close();
        assertEquals(List.of(1, 2, 3), kept(1, 4));

        leave(5, 10, Duration.ZERO);

        assertEquals(List.of(1, 2, 5), kept(1, 5));
    }

    @Test
    void a_part_in_use_stays_whatever_the_limits() throws IOException {
        store = new LocalStore(root, new PartLimits(Duration.ZERO, 0, 0));
        try (Upload resumed = store.upload(part(1, 10))) {
            resumed.write(bytes("12345"));
            Files.setLastModifiedTime(only(), FileTime.from(Instant.now().minus(DAY)));
            store.sweep();
            new LocalStore(root, new PartLimits(Duration.ZERO, 0, 0)).sweep();

            resumed.write(bytes("67890"));
            resumed.commit();
        }
        assertEquals("1234567890", content("new1"));
    }

    @Test
    void a_part_beyond_the_limits_is_not_kept_at_all() throws IOException {
        store = new LocalStore(root, new PartLimits(DAY, 5, 10));
        try (Upload upload = store.upload(part(1, 10))) {
            upload.write(bytes("123456"));
        }
        assertNothingIsLeft();
    }

    @Test
    void files_left_by_a_crash_go_after_an_hour_and_nothing_else_is_touched() throws IOException {
        store.makeDirectory(path("x"));
        Path area = root.resolve(PrivateArea.NAME);
        Path crashed = Files.writeString(area.resolve("tmp-" + ID), "x");
        Path directory = Files.createDirectory(area.resolve("tmp-" + ID.replace('0', '1')));
        Path young = Files.writeString(area.resolve("tmp-" + ID.replace('0', '2')), "x");
        Path foreign = Files.writeString(area.resolve("part-of-somebody"), "x");
        Path link = Files.createSymbolicLink(area.resolve("tmp-" + ID.replace('0', '3')), parent.resolve("secret"));
        FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(61)));
        for (Path file : List.of(crashed, directory, foreign)) {
            Files.setLastModifiedTime(file, old);
        }
        Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(Duration.ofMinutes(59))));

        store.sweep();

        assertEquals(
                List.of(
                                "part-of-somebody",
                                link.getFileName().toString(),
                                young.getFileName().toString())
                        .stream()
                        .sorted()
                        .toList(),
                privateFiles());
        assertTrue(Files.exists(parent.resolve("secret")));
    }

    private static NewFile part(int number, long size) {
        return resumable("new" + number, size, "%032x".formatted(number));
    }

    /** Leaves a part of that many bytes, last written so long ago. */
    private void leave(int number, int bytes, Duration ago) throws IOException {
        List<String> before = privateFiles();
        try (Upload upload = store.upload(part(number, 100))) {
            upload.write(bytes("x".repeat(bytes)));
        }
        for (String name : privateFiles()) {
            if (!before.contains(name) && !ago.isZero()) {
                Files.setLastModifiedTime(
                        root.resolve(PrivateArea.NAME).resolve(name),
                        FileTime.from(Instant.now().minus(ago)));
            }
        }
    }

    private Path only() throws IOException {
        assertEquals(1, privateFiles().size());
        return root.resolve(PrivateArea.NAME).resolve(privateFiles().get(0));
    }

    /** Those of the numbers whose part is still there, by its name in the private area. */
    private List<Integer> kept(int first, int last) throws IOException {
        List<String> files = privateFiles();
        return IntStream.rangeClosed(first, last)
                .filter(i -> files.stream().anyMatch(name -> name.startsWith("part-%032x-".formatted(i))))
                .boxed()
                .toList();
    }
}
