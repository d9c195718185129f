package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files stored: whole or not at all, and nobody's but the winner's. */
class LocalUploadTest extends StoreTest {

    @ParameterizedTest
    @CsvSource({"new, new", "sub/new, sub/new", "link-folder/new, sub/new", "'n n ', 'n n '"})
    void a_file_is_stored_whole(String asked, String at) throws IOException {
        try (Upload upload = store.upload(file(asked, 6))) {
            assertEquals(0, upload.offset());
            upload.write(bytes("one"));
            assertFalse(exists(at));
            upload.write(bytes("two"));
            assertFalse(exists(at));
            assertEquals(sha256("onetwo"), upload.commit());
            assertEquals("onetwo", content(at));
        }
        assertEquals("onetwo", content(at));
        assertNothingIsLeft();
    }

    @Test
    void an_empty_file_and_one_of_unknown_size_are_stored() throws IOException {
        assertEquals(sha256(""), put("nil", ""));
        assertEquals(sha256("abc"), put(file("abc", NewFile.UNKNOWN), "abc"));

        assertEquals("", content("nil"));
        assertEquals("abc", content("abc"));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "a, EXISTS",
        "sub, EXISTS",
        "., EXISTS",
        "fifo, EXISTS",
        "link-in, EXISTS",
        "link-out, EXISTS",
        "link-out-absolute, EXISTS",
        "link-nowhere, EXISTS",
        "nothing/new, DIRECTORY_NOT_FOUND",
        "link-out-folder/new, DIRECTORY_NOT_FOUND",
        "a/new, NOT_A_DIRECTORY",
        ".towpath-new, NOT_FOUND",
        ".towpath-uploads/new, NOT_FOUND"
    })
    void nothing_is_stored(String asked, Reason reason) throws IOException {
        assertFails(reason, () -> store.upload(file(asked, 3)));

        assertEquals("hi\n", content("a"));
        assertEquals("secret\n", Files.readString(parent.resolve("secret")));
        assertFalse(Files.exists(parent.resolve("new")));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "fifo", "link-out", "link-nowhere", "link-folder"})
    void only_a_regular_file_is_replaced(String asked) {
        assertFails(Reason.EXISTS, () -> store.upload(replacing(asked, 3, null)));
    }

    @Test
    void a_replaced_file_leaves_its_permissions_and_a_link_to_it_stays() throws IOException {
        Files.setPosixFilePermissions(root.resolve("sub/inner"), PosixFilePermissions.fromString("r-x-w---x"));

        put(replacing("link-in", 3, null), "new");

        assertTrue(Files.isSymbolicLink(root.resolve("link-in")));
        assertEquals("new", content("sub/inner"));
        assertEquals(
                "r-x-w---x", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("sub/inner"))));
    }

    @Test
    void a_file_carries_the_time_it_was_given() throws IOException {
        for (long time : new long[] {0, 1, 999, 1_000_000_000_123L, 4_000_000_000_000L}) {
            put(new NewFile(path("timed"), 1, null, null, true, null, time), "x");
            assertEquals(time, store.facts(path("timed")).modified());
        }
    }

    @Test
    void a_time_beyond_what_the_file_system_keeps_harms_nothing() throws IOException {
        put(new NewFile(path("timed"), 1, null, null, true, null, Long.MAX_VALUE), "x");

        assertEquals("x", content("timed"));
        assertTrue(store.facts(path("timed")).modified() >= 0);
    }

    @Test
    void too_few_bytes_or_too_many_are_incomplete() throws IOException {
        try (Upload upload = store.upload(file("new", 4))) {
            upload.write(bytes("abc"));
            assertFails(Reason.INCOMPLETE, upload::commit);
            assertFails(Reason.INCOMPLETE, () -> upload.write(bytes("de")));
            upload.write(bytes("d"));
            upload.commit();
        }
        assertEquals("abcd", content("new"));
    }

    @Test
    void a_wrong_digest_is_never_shown() throws IOException {
        try (Upload upload = store.upload(proved(resumable("new", 3, ID), sha256("other")))) {
            upload.write(bytes("abc"));
            assertFails(Reason.CHECKSUM_MISMATCH, upload::commit);
            assertNothingIsLeft();
        }
        assertFalse(exists("new"));
        put(proved(file("new", 3), sha256("abc")), "abc");
        assertEquals("abc", content("new"));
    }

    @Test
    void what_was_not_committed_is_dropped_without_an_id() throws IOException {
        try (Upload upload = store.upload(file("new", 3))) {
            upload.write(bytes("ab"));
            assertEquals(1, privateFiles().size());
        }
        assertFalse(exists("new"));
        assertNothingIsLeft();
    }

    @Test
    void an_upload_goes_on_where_the_last_one_of_its_id_broke() throws IOException {
        NewFile file = resumable("new", 6, ID);
        leave(file, "onet");

        try (Upload upload = store.upload(proved(file, sha256("onetwo")))) {
            assertEquals(4, upload.offset());
            upload.write(bytes("wo"));
            assertEquals(sha256("onetwo"), upload.commit());
        }

        assertEquals("onetwo", content("new"));
        assertNothingIsLeft();
    }

    @Test
    void an_upload_that_only_lacked_its_commit_is_finished() throws IOException {
        leave(resumable("new", 3, ID), "abc");

        try (Upload upload = store.upload(resumable("new", 3, ID))) {
            assertEquals(3, upload.offset());
            assertEquals(sha256("abc"), upload.commit());
        }
        assertEquals("abc", content("new"));
    }

    @Test
    void a_part_belongs_to_id_path_and_size() throws IOException {
        leave(resumable("new", 6, ID), "onet");

        for (NewFile other : List.of(
                resumable("new2", 6, ID),
                resumable("new", 7, ID),
                resumable("new", NewFile.UNKNOWN, ID),
                resumable("new", 6, ID.replace('0', 'f')),
                file("new", 6))) {
            try (Upload upload = store.upload(other)) {
                assertEquals(0, upload.offset(), other::toString);
            }
        }
        assertOffset(4, resumable("new", 6, ID));
    }

    @Test
    void a_part_that_is_longer_than_the_file_is_started_anew() throws IOException {
        leave(resumable("new", 3, ID), "ab");
        Files.writeString(part(), "abcdefgh");

        assertOffset(0, resumable("new", 3, ID));
    }

    @Test
    void a_part_that_was_tampered_with_is_never_shown() throws IOException {
        NewFile file = proved(resumable("new", 6, ID), sha256("onetwo"));
        leave(file, "onet");
        try (RandomAccessFile poison = new RandomAccessFile(part().toFile(), "rw")) {
            poison.write('X');
        }

        try (Upload upload = store.upload(file)) {
            assertEquals(4, upload.offset());
            upload.write(bytes("wo"));
            assertFails(Reason.CHECKSUM_MISMATCH, upload::commit);
        }

        assertFalse(exists("new"));
        assertNothingIsLeft();
        assertOffset(0, file);
    }

    @Test
    void a_part_that_is_no_file_is_not_opened() throws Exception {
        leave(resumable("new", 3, ID), "ab");
        Path part = part();
        Files.delete(part);
        dev.towpath.testing.SampleRoot.fifo(part);
        assertFails(Reason.BROKEN, () -> store.upload(resumable("new", 3, ID)));
        Files.delete(part);
        Files.createSymbolicLink(part, parent.resolve("secret"));
        assertFails(Reason.BROKEN, () -> store.upload(resumable("new", 3, ID)));
        assertEquals("secret\n", Files.readString(parent.resolve("secret")));
    }

    @Test
    void a_later_upload_of_an_id_takes_over() throws IOException {
        NewFile file = resumable("new", 6, ID);
        try (Upload older = store.upload(file)) {
            older.write(bytes("on"));
            try (Upload later = store.upload(file)) {
                assertEquals(2, later.offset());
                assertEquals(2, later.size());
                assertFails(Reason.CHANGED, () -> older.write(bytes("XX")));
                assertFails(Reason.CHANGED, older::commit);
                later.write(bytes("et"));
                assertEquals(2, later.offset());
                assertEquals(4, later.size());
                older.close();
                later.write(bytes("wo"));
                assertEquals(sha256("onetwo"), later.commit());
            }
            assertFails(Reason.CHANGED, older::commit);
        }
        assertEquals("onetwo", content("new"));
        assertNothingIsLeft();
    }

    @Test
    void another_store_on_the_root_does_not_share_a_part_in_use() throws IOException {
        try (Upload upload = store.upload(resumable("new", 6, ID))) {
            upload.write(bytes("on"));
            assertFails(Reason.BUSY, () -> new LocalStore(root).upload(resumable("new", 6, ID)));
            upload.write(bytes("etwo"));
            upload.commit();
        }
        assertEquals("onetwo", content("new"));
    }

    @Test
    void takeovers_at_any_moment_leave_one_whole_file() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 40; round++) {
                NewFile file = resumable("round" + round, 26, ID);
                CountDownLatch start = new CountDownLatch(1);
                Callable<Boolean> sender = () -> {
                    start.await();
                    return sent(file);
                };
                List<Future<Boolean>> all = java.util.stream.Stream.generate(() -> threads.submit(sender))
                        .limit(6)
                        .toList();
                start.countDown();
                int done = 0;
                for (Future<Boolean> one : all) {
                    done += one.get(20, TimeUnit.SECONDS) ? 1 : 0;
                }
                assertEquals(1, done);
                assertEquals(ALPHABET, content("round" + round));
                assertNothingIsLeft();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

    private boolean sent(NewFile file) throws IOException {
        try (Upload upload = store.upload(file)) {
            for (int i = (int) upload.offset(); i < ALPHABET.length(); i++) {
                upload.write(bytes(ALPHABET.substring(i, i + 1)));
            }
            upload.commit();
            return true;
        } catch (StoreException e) {
            assertTrue(List.of(Reason.CHANGED, Reason.EXISTS).contains(e.reason()), e::toString);
            return false;
        }
    }

    @Test
    void of_two_writers_of_a_name_one_wins_and_the_other_is_told() throws IOException {
        try (Upload one = store.upload(file("sub/new", 3));
                Upload other = store.upload(resumable("link-folder/new", 3, ID))) {
            one.write(bytes("one"));
            other.write(bytes("two"));
            one.commit();
            assertFails(Reason.EXISTS, other::commit);
        }
        assertEquals("one", content("sub/new"));
        assertNothingIsLeft();
    }

    @Test
    void of_many_writers_of_a_name_one_wins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            for (int round = 0; round < 40; round++) {
                String name = "round" + round;
                CountDownLatch start = new CountDownLatch(1);
                List<Future<String>> all = new java.util.ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    String content = "by " + i;
                    all.add(threads.submit(() -> {
                        start.await();
                        try {
                            put((content.hashCode() % 2 == 0 ? "sub/" : "link-folder/") + name, content);
                            return content;
                        } catch (StoreException e) {
                            assertEquals(Reason.EXISTS, e.reason(), e::toString);
                            return "";
                        }
                    }));
                }
                start.countDown();
                StringBuilder winner = new StringBuilder();
                for (Future<String> one : all) {
                    winner.append(one.get(20, TimeUnit.SECONDS));
                }
                assertEquals(winner.toString(), content("sub/" + name));
            }
            assertNothingIsLeft();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_file_is_replaced_only_if_it_is_still_the_one() throws IOException {
        String tag = store.facts(path("a")).tag();
        put(replacing("a", 3, tag), "new");
        assertEquals("new", content("a"));

        assertFails(Reason.CHANGED, () -> store.upload(replacing("a", 3, tag)));
        assertFails(Reason.CHANGED, () -> store.upload(replacing("nothing", 3, tag)));
    }

    @Test
    void a_file_that_changes_during_the_upload_is_not_replaced() throws IOException {
        for (Change change : List.<Change>of(
                a -> Files.writeString(a, "xx\n"),
                Files::delete,
                a -> Files.move(parent.resolve("same"), a, REPLACE))) {
            Files.writeString(root.resolve("a"), "hi\n");
            Files.copy(
                    root.resolve("a"),
                    parent.resolve("same"),
                    REPLACE,
                    java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            try (Upload upload =
                    store.upload(replacing("a", 3, store.facts(path("a")).tag()))) {
                upload.write(bytes("new"));
                change.to(root.resolve("a"));
                assertFails(Reason.CHANGED, upload::commit);
            }
            assertFalse(exists("a") && content("a").equals("new"));
        }
        assertNothingIsLeft();
    }

    private static final java.nio.file.CopyOption REPLACE = java.nio.file.StandardCopyOption.REPLACE_EXISTING;

    private interface Change {
        void to(Path file) throws IOException;
    }

    @Test
    void a_name_taken_during_the_upload_by_anything_is_left_alone() throws IOException {
        for (Change taking : List.<Change>of(
                Files::createDirectory,
                taken -> Files.createSymbolicLink(taken, parent.resolve("secret")),
                taken -> Files.createSymbolicLink(taken, Path.of("nowhere")),
                dev.towpath.testing.SampleRoot::fifo)) {
            for (boolean replace : new boolean[] {false, true}) {
                try (Upload upload = store.upload(new NewFile(path("new"), 3, null, null, replace, null, null))) {
                    upload.write(bytes("new"));
                    taking.to(root.resolve("new"));
                    assertFails(Reason.EXISTS, upload::commit);
                }
                Files.delete(root.resolve("new"));
            }
        }
        assertEquals("secret\n", Files.readString(parent.resolve("secret")));
        assertNothingIsLeft();
    }

    @Test
    void a_folder_removed_during_the_upload_is_told_and_the_part_stays() throws IOException {
        store.makeDirectory(path("gone"));
        NewFile file = resumable("gone/new", 3, ID);
        try (Upload upload = store.upload(file)) {
            upload.write(bytes("new"));
            store.remove(path("gone"));
            assertFails(Reason.DIRECTORY_NOT_FOUND, upload::commit);
        }
        store.makeDirectory(path("gone"));
        try (Upload upload = store.upload(file)) {
            assertEquals(3, upload.offset());
            assertEquals(sha256("new"), upload.commit());
        }
        assertEquals("new", content("gone/new"));
    }

    @Test
    void an_upload_that_ended_takes_nothing_more() throws IOException {
        Upload upload = store.upload(file("new", NewFile.UNKNOWN));
        upload.write(bytes("x"));
        upload.commit();
        assertFails(Reason.BROKEN, () -> upload.write(bytes("y")));
        assertFails(Reason.BROKEN, upload::commit);
        upload.close();
        upload.close();
        assertEquals("x", content("new"));
    }

    private void leave(NewFile file, String content) throws IOException {
        try (Upload upload = store.upload(file)) {
            upload.write(bytes(content));
        }
    }

    private void assertOffset(long offset, NewFile file) throws IOException {
        try (Upload upload = store.upload(file)) {
            assertEquals(offset, upload.offset());
        }
    }

    private Path part() throws IOException {
        List<String> files = privateFiles();
        assertEquals(1, files.size(), files::toString);
        return root.resolve(PrivateArea.NAME).resolve(files.get(0));
    }
}
