package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Names that others take, change or remove while a file is stored: they are nobody's but the winner's. */
class ContestedNameTest extends StoreTest {

    private static final java.nio.file.CopyOption REPLACE = java.nio.file.StandardCopyOption.REPLACE_EXISTING;

    private interface Change {
        void to(Path file) throws IOException;
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
}
