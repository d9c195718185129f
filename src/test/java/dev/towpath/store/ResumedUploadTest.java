package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Uploads that go on where others of their id broke or still are, and never put a file together of two. */
class ResumedUploadTest extends StoreTest {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";

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
