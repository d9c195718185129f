package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Directories made, things removed and renamed. */
class ChangesTest extends StoreTest {

    @ParameterizedTest
    @CsvSource({"new, new", "sub/new, sub/new", "link-folder/new, sub/new", "sub/deep/ü, sub/deep/ü", "'b ', 'b '"})
    void a_directory_is_made(String asked, String made) throws IOException {
        store.makeDirectory(path(asked));

        assertTrue(Files.isDirectory(root.resolve(made)));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "a, EXISTS",
        "sub, EXISTS",
        "., EXISTS",
        "fifo, EXISTS",
        "link-in, EXISTS",
        "link-folder, EXISTS",
        "link-out, EXISTS",
        "link-out-folder, EXISTS",
        "link-nowhere, EXISTS",
        "link-loop, EXISTS",
        "nothing/new, DIRECTORY_NOT_FOUND",
        "link-out-folder/new, DIRECTORY_NOT_FOUND",
        "link-nowhere/new, DIRECTORY_NOT_FOUND",
        "fifo/new, DIRECTORY_NOT_FOUND",
        "a/new, NOT_A_DIRECTORY",
        "link-in/new, NOT_A_DIRECTORY",
        ".towpath-new, NOT_FOUND",
        ".towpath-uploads/new, NOT_FOUND",
        "sub/.towpath-x/new, NOT_FOUND"
    })
    void no_directory_is_made(String asked, Reason reason) throws IOException {
        assertFails(reason, () -> store.makeDirectory(path(asked)));

        assertFalse(Files.exists(parent.resolve("new")));
        assertNothingIsLeft();
    }

    @Test
    void a_name_that_is_too_long_is_not_allowed() {
        assertFails(Reason.NOT_ALLOWED, () -> store.makeDirectory(path("x".repeat(300))));
        assertFails(Reason.NOT_ALLOWED, () -> store.move(path("a"), path("x".repeat(300))));
        assertFails(Reason.NOT_ALLOWED, () -> store.upload(file("x".repeat(300), 1)));
    }

    @Test
    void the_private_area_is_for_the_store_alone() throws IOException {
        assertFalse(exists(PrivateArea.NAME));

        store.makeDirectory(path("new"));

        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(PrivateArea.NAME))));
        assertFalse(store.list(path("")).stream().anyMatch(entry -> entry.name().startsWith(".towpath")));
    }

    @Test
    void a_private_area_that_leads_elsewhere_is_not_used() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.createSymbolicLink(root.resolve(PrivateArea.NAME), outside);

        assertFails(Reason.BROKEN, () -> store.makeDirectory(path("new")));
        assertFails(Reason.BROKEN, () -> store.upload(file("new", 1)));

        assertEquals(0, Files.list(outside).count());
    }

    @ParameterizedTest
    @CsvSource({"a", "empty", "sub/deep", "link-folder/inner", "link-in", "link-folder", "link-absolute"})
    void a_file_an_empty_directory_or_a_link_is_removed(String asked) throws IOException {
        store.remove(path(asked));

        assertFalse(exists(asked));
        assertEquals(asked.equals("a") ? 0 : 3, exists("a") ? Files.size(root.resolve("a")) : 0);
        assertTrue(exists("sub"));
    }

    @ParameterizedTest
    @CsvSource({
        "nothing, NOT_FOUND",
        "nothing/a, NOT_FOUND",
        "a/b, NOT_FOUND",
        "fifo, NOT_FOUND",
        "link-out, NOT_FOUND",
        "link-out-absolute, NOT_FOUND",
        "link-out-folder, NOT_FOUND",
        "link-out-folder/secret, NOT_FOUND",
        "link-nowhere, NOT_FOUND",
        "link-loop, NOT_FOUND",
        "link-reserved, NOT_FOUND",
        ".towpath-part, NOT_FOUND",
        "sub, DIRECTORY_NOT_EMPTY",
        "., NOT_ALLOWED"
    })
    void nothing_is_removed(String asked, Reason reason) throws IOException {
        assertFails(reason, () -> store.remove(path(asked)));

        assertTrue(Files.exists(parent.resolve("secret")));
        assertTrue(exists("link-out") && exists("link-nowhere") && exists("sub/inner") && exists(".towpath-part"));
    }

    @ParameterizedTest
    @CsvSource({
        "a, b, b, hi",
        "a, sub, sub/a, hi",
        "a, link-folder, sub/a, hi",
        "a, sub/deep/b, sub/deep/b, hi",
        "sub/inner, ., inner, inside",
        "link-in, other, other, inside",
        "sub, other, other/inner, inside",
        "link-folder/inner, b, b, inside"
    })
    void what_is_moved_stands_at_its_new_name_alone(String from, String to, String at, String content)
            throws IOException {
        store.move(path(from), path(to));

        assertEquals(content + "\n", content(at));
        assertFalse(exists(from));
    }

    @ParameterizedTest
    @CsvSource({
        "a, empty, EXISTS",
        "a, a, EXISTS",
        "a, fifo, EXISTS",
        "a, link-out, EXISTS",
        "a, link-nowhere, EXISTS",
        "a, link-in, EXISTS",
        "a, ., EXISTS",
        "sub, a, EXISTS",
        "sub, sub/deep, NOT_ALLOWED",
        "sub, sub, NOT_ALLOWED",
        "sub, link-folder, NOT_ALLOWED",
        "., b, NOT_ALLOWED",
        "a, nothing/b, DIRECTORY_NOT_FOUND",
        "a, link-out-folder/b, DIRECTORY_NOT_FOUND",
        "a, empty/b, NOT_A_DIRECTORY",
        "a, .towpath-b, NOT_FOUND",
        "a, .towpath-uploads/b, NOT_FOUND",
        "nothing, b, NOT_FOUND",
        "nothing/a, b, NOT_FOUND",
        "fifo, b, NOT_FOUND",
        "link-out, b, NOT_FOUND",
        "link-out-folder, b, NOT_FOUND",
        "link-out-folder/secret, b, NOT_FOUND",
        "link-nowhere, b, NOT_FOUND",
        "link-reserved, b, NOT_FOUND",
        ".towpath-part, b, NOT_FOUND"
    })
    void nothing_is_moved(String from, String to, Reason reason) throws IOException {
        assertFails(reason, () -> store.move(path(from), path(to)));

        assertEquals("hi\n", content("a"));
        assertEquals("", content("empty"));
        assertEquals("secret\n", Files.readString(parent.resolve("secret")));
        assertTrue(exists("sub/inner") && exists("link-out") && exists("fifo") && exists(".towpath-part"));
        assertFalse(exists("b") || Files.exists(parent.resolve("b")));
    }

    @Test
    void a_directory_is_not_moved_over_one_of_that_name() throws IOException {
        Files.createDirectories(root.resolve("other/sub"));

        assertFails(Reason.EXISTS, () -> store.move(path("sub"), path("other")));

        assertEquals("inside\n", content("sub/inner"));
    }

    @Test
    void one_of_many_makes_the_directory_and_one_of_many_moves_there() throws Exception {
        for (int round = 0; round < 30; round++) {
            String name = "round" + round;
            assertEquals(1, winners(8, i -> store.makeDirectory(path((i % 2 == 0 ? "sub/" : "link-folder/") + name))));
        }
        for (int round = 0; round < 30; round++) {
            for (int i = 0; i < 8; i++) {
                Files.writeString(root.resolve("from" + i), "by " + i);
            }
            String to = "to" + round;
            assertEquals(
                    1,
                    winners(8, i -> store.move(path("from" + i), path((i % 2 == 0 ? "sub/" : "link-folder/") + to))));
            assertEquals(
                    7, IntStream.range(0, 8).filter(i -> exists("from" + i)).count());
        }
    }

    /** Done by one thread each, at once. */
    private interface Deed {
        void by(int who) throws IOException;
    }

    /** How many of them succeeded; the others were told {@code EXISTS}. */
    private static long winners(int count, Deed deed) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Boolean>> all = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> {
                        start.await();
                        try {
                            deed.by(i);
                            return true;
                        } catch (StoreException e) {
                            assertEquals(Reason.EXISTS, e.reason(), e::toString);
                            return false;
                        }
                    }))
                    .toList();
            start.countDown();
            long winners = 0;
            for (Future<Boolean> one : all) {
                winners += one.get(20, TimeUnit.SECONDS) ? 1 : 0;
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }
}
