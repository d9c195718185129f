package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.Look.Kind;
import dev.towpath.store.StoreException.Reason;
import dev.towpath.testing.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of files and directories, and the tags that go with it. */
class FactsTest extends StoreTest {

    @ParameterizedTest
    @CsvSource({
        "a, false, 3",
        "empty, false, 0",
        "sub/inner, false, 7",
        "link-in, false, 7",
        "link-folder/link-up, false, 3",
        "sub, true, 0",
        "link-folder, true, 0",
        "., true, 0"
    })
    void files_and_directories_have_facts(String asked, boolean directory, long size) throws IOException {
        FileTime time = FileTime.fromMillis(1_234_567_890_123L);
        Files.setLastModifiedTime(root.resolve(asked), time);

        FileFacts facts = store.facts(path(asked));

        assertEquals(directory, facts.directory());
        assertEquals(size, facts.size());
        assertEquals(time.toMillis(), facts.modified());
        assertTrue(facts.tag().matches("[0-9a-f]{32}"), facts::tag);
        assertEquals(facts.tag(), store.facts(path(asked)).tag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "a/b",
                "fifo",
                "link-out",
                "link-out-folder",
                "link-nowhere",
                "link-loop",
                "link-reserved",
                ".towpath-part"
            })
    void what_does_not_exist_for_peers_has_none(String asked) {
        assertFails(Reason.NOT_FOUND, () -> store.facts(path(asked)));
    }

    @Test
    void times_before_1970_are_told_as_1970_and_parts_of_a_millisecond_are_cut_off() throws IOException {
        Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.ofEpochSecond(-5)));
        assertEquals(0, store.facts(path("a")).modified());

        Files.setLastModifiedTime(root.resolve("a"), FileTime.from(Instant.ofEpochSecond(5, 1_999_999)));
        assertEquals(5001, store.facts(path("a")).modified());
    }

    /** Same size, time set back: only the inode's own time shows it. */
    @Test
    void a_change_right_after_the_tag_was_given_makes_another() throws IOException {
        Path file = root.resolve("a");
        FileTime time = Files.getLastModifiedTime(file);
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            assertTrue(tags.add(store.facts(path("a")).tag()), "at " + i);
            Files.writeString(file, i % 2 == 0 ? "ab\n" : "cd\n");
            Files.setLastModifiedTime(file, time);
        }
    }

    @Test
    void another_file_of_the_same_looks_has_another_tag() throws IOException {
        Path file = root.resolve("a");
        String tag = store.facts(path("a")).tag();
        Files.copy(file, root.resolve("copy"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(root.resolve("copy"), file, StandardCopyOption.REPLACE_EXISTING);

        assertNotEquals(tag, store.facts(path("a")).tag());
    }

    @Test
    void an_open_file_has_the_tag_of_its_facts() throws IOException {
        try (OpenFile file = store.open(path("link-in"))) {
            assertEquals(store.facts(path("sub/inner")).tag(), file.facts().tag());
            assertEquals(7, file.size());
        }
    }

    @Test
    void a_file_settles_two_seconds_after_its_last_change() throws Exception {
        Files.setLastModifiedTime(root.resolve("a"), FileTime.fromMillis(0));
        assertFalse(store.facts(path("a")).settled(), "set back just now");
        Instant since = Instant.now();

        Await.until(Duration.ofSeconds(10), () -> store.facts(path("a")).settled(), () -> store.facts(path("a")));

        assertTrue(Duration.between(since, Instant.now()).toMillis() > 1800);
    }

    @Test
    void a_file_that_is_written_to_all_the_time_never_has_a_tag_twice() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong writes = new AtomicLong();
        Thread writer = new Thread(() -> {
            try (RandomAccessFile file = new RandomAccessFile(root.resolve("a").toFile(), "rw")) {
                while (!stop.get()) {
                    file.seek(0);
                    file.write('x');
                    writes.incrementAndGet();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        writer.start();
        Set<String> tags = new HashSet<>();
        try {
            for (int i = 0; i < 10; i++) {
                FileFacts facts = i % 2 == 0 ? store.facts(path("a")) : openFacts("a");
                assertTrue(tags.add(facts.tag()));
                assertFalse(facts.settled());
                assertEquals(3, facts.size());
                long then = writes.get();
                Await.until(Duration.ofSeconds(20), () -> writes.get() > then + 1, writes::get);
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }

    private FileFacts openFacts(String path) throws IOException {
        try (OpenFile file = store.open(path(path))) {
            return file.facts();
        }
    }

    @Test
    void a_look_without_the_time_of_change_settles_by_the_other_and_not_in_the_future() {
        Instant now = Instant.now();
        FileTime old = FileTime.from(now.minusSeconds(3));
        FileTime fresh = FileTime.from(now.minusMillis(5));
        FileTime future = FileTime.from(now.plusSeconds(60));

        assertTrue(look(old, null).isSettled(now) && look(old, null).isFirm(now));
        assertFalse(look(fresh, null).isSettled(now) || look(fresh, null).isFirm(now));
        assertFalse(look(future, null).isSettled(now));
        assertFalse(look(old, fresh).isSettled(now) || look(old, fresh).isFirm(now));
        assertTrue(look(future, old).isSettled(now));
        assertFalse(look(fresh, old).isSettled(now));
    }

    private static Look look(FileTime modified, FileTime changed) {
        return new Look("key", Kind.FILE, 1, modified, changed);
    }

    @Test
    void a_directory_is_listed_with_kinds_sizes_and_times() throws IOException {
        FileTime time = FileTime.fromMillis(1_234_567_890_123L);
        Files.setLastModifiedTime(root.resolve("sub/inner"), time);
        Files.setLastModifiedTime(root.resolve("a"), time);
        Files.setLastModifiedTime(root.resolve("sub/deep"), time);
        Files.createSymbolicLink(root.resolve("sub/link-deep"), Path.of("deep"));
        Files.createSymbolicLink(root.resolve("sub/link-out"), Path.of("../../secret"));
        Files.createSymbolicLink(root.resolve("sub/link-root"), Path.of(".."));

        List<DirectoryEntry> entries = store.list(path("sub"));

        assertEquals(
                List.of(
                        new DirectoryEntry(true, 0, time.toMillis(), "deep"),
                        new DirectoryEntry(false, 7, time.toMillis(), "inner"),
                        new DirectoryEntry(true, 0, time.toMillis(), "link-deep"),
                        new DirectoryEntry(
                                true, 0, Files.getLastModifiedTime(root).toMillis(), "link-root"),
                        new DirectoryEntry(false, 3, time.toMillis(), "link-up")),
                entries);
        assertEquals(entries, store.list(path("link-folder")));
        assertEquals(
                store.list(path(".")).stream().map(DirectoryEntry::name).toList(),
                store.list(path("sub/link-root")).stream()
                        .map(DirectoryEntry::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, DIRECTORY_NOT_FOUND",
        "nothing/sub, DIRECTORY_NOT_FOUND",
        "link-out-folder, DIRECTORY_NOT_FOUND",
        "link-nowhere, DIRECTORY_NOT_FOUND",
        "link-loop, DIRECTORY_NOT_FOUND",
        ".towpath-uploads, DIRECTORY_NOT_FOUND",
        "fifo, DIRECTORY_NOT_FOUND",
        "a, NOT_A_DIRECTORY",
        "a/b, NOT_A_DIRECTORY",
        "link-in, NOT_A_DIRECTORY"
    })
    void what_is_no_directory_is_not_listed(String asked, Reason reason) {
        assertFails(reason, () -> store.list(path(asked)));
    }

    @Test
    void reading_makes_no_private_area() throws IOException {
        store.list(path("."));
        store.facts(path("a"));
        store.open(path("a")).close();
        store.sweep();
        assertFails(Reason.EXISTS, () -> store.upload(file("a", 1)));

        assertFalse(exists(PrivateArea.NAME));
    }

    @Test
    void a_step_back_in_a_link_starts_where_the_kernel_would() throws IOException {
        Files.createDirectories(root.resolve("x/y"));
        Files.writeString(root.resolve("x/here"), "x's");
        Files.createSymbolicLink(root.resolve("to-y"), Path.of("x/y"));
        Files.createSymbolicLink(root.resolve("back"), Path.of("to-y/../here"));
        Files.createSymbolicLink(root.resolve("sub/far"), Path.of("../to-y/../../sub/./inner"));
        Files.createSymbolicLink(root.resolve("sub/too-far"), Path.of("../to-y/../../../root/a"));
        Files.createSymbolicLink(root.resolve("sub/absolute"), root.toRealPath().resolve("../root/a"));

        assertEquals(3, store.facts(path("back")).size());
        assertEquals(7, store.facts(path("sub/far")).size());
        assertFails(Reason.NOT_FOUND, () -> store.facts(path("sub/too-far")));
        assertFails(Reason.NOT_FOUND, () -> store.facts(path("sub/absolute")));
    }

    @Test
    void a_link_of_many_steps_back_ends() throws IOException {
        Files.createSymbolicLink(root.resolve("long"), Path.of("sub/../".repeat(500) + "a"));
        StoreException e = assertThrows(StoreException.class, () -> store.facts(path("long")));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }

    @Test
    void names_too_long_for_a_path_are_not_listed() throws IOException {
        String folder = "d".repeat(250);
        StringBuilder deep = new StringBuilder(folder);
        Path at = Files.createDirectory(root.resolve(folder));
        while (deep.length() + 251 < 4020) {
            deep.append('/').append(folder);
        }
        Files.createDirectories(root.resolve(deep.toString()));
        Files.createSymbolicLink(root.resolve("to-deep"), Path.of(deep.toString()));
        String tooLong = "to-deep/" + "e".repeat(220);
        store.makeDirectory(path(tooLong));
        store.makeDirectory(path("to-deep/short"));

        assertTrue(Files.isDirectory(at));
        assertEquals(
                List.of("short"),
                store.list(path(deep.toString())).stream()
                        .map(DirectoryEntry::name)
                        .toList());
        assertEquals(2, store.list(path("to-deep")).size());
        store.remove(path(tooLong)); // which can't be done by path
    }
}
