package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import dev.towpath.testing.SampleRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LocalStoreTest {

    @TempDir
    Path parent;

    private Path root;
    private LocalStore store;

    @BeforeEach
    void fill() throws IOException {
        root = SampleRoot.in(parent);
        store = new LocalStore(root);
    }

    @Test
    void the_regular_files_of_the_root_are_listed_by_their_bytes() {
        assertEquals(
                List.of("..data", "END", "a", "empty", "link-absolute", "link-in", "with  space ", "ü"),
                store.list(RemotePath.ROOT).stream()
                        .filter(entry -> !entry.directory())
                        .map(DirectoryEntry::name)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "a, hi",
        "sub/inner, inside",
        "link-in, inside",
        "link-folder/inner, inside",
        "link-absolute, hi",
        "link-folder/link-up, hi",
        "END, not the end"
    })
    void files_are_found_also_behind_links_that_stay_inside(String path, String content) throws IOException {
        assertEquals(content + "\n", read(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "sub",
                "sub/deep",
                "sub/nothing",
                "a/b",
                "nothing/a",
                "fifo",
                "link-out",
                "link-out-absolute",
                "link-out-folder/secret",
                "link-loop",
                "link-nowhere",
                "link-reserved",
                ".towpath-part",
                "sub/.towpath-x",
                "A"
            })
    void all_else_is_not_found(String path) {
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(StoreException.class, () -> store.open(RemotePath.of(path)))
                        .reason());
    }

    @Test
    void a_name_longer_than_the_file_system_allows_is_not_found() {
        RemotePath path = RemotePath.of("x".repeat(300));
        assertEquals(
                Reason.NOT_FOUND,
                assertThrows(StoreException.class, () -> store.open(path)).reason());
    }

    @Test
    void bytes_that_are_no_text_are_not_listed() throws Exception {
        Process touch = new ProcessBuilder("sh", "-c", "touch \"$(printf 'x\\377')\"")
                .directory(root.toFile())
                .start();
        assertEquals(0, touch.waitFor());
        assertEquals(
                List.of(),
                store.list(RemotePath.ROOT).stream()
                        .filter(entry -> entry.name().startsWith("x"))
                        .toList());
    }

    @Test
    void a_root_that_was_replaced_is_served_as_it_is_now() throws IOException {
        Files.move(root, parent.resolve("old"));
        Files.createDirectory(root);
        Files.writeString(root.resolve("new"), "new");
        assertEquals(
                List.of("new"),
                store.list(RemotePath.ROOT).stream().map(DirectoryEntry::name).toList());
        assertEquals("new", read("new"));
    }

    @Test
    void what_is_no_folder_is_no_root() {
        assertThrows(StoreException.class, () -> new LocalStore(root.resolve("a")));
        assertThrows(StoreException.class, () -> new LocalStore(root.resolve("nothing")));
        assertThrows(StoreException.class, () -> new LocalStore(root.resolve("fifo")));
    }

    /** The swap is made as fast as it goes; a store that checks by path and then opens by path reads the secret here. */
    @Test
    void a_folder_that_turns_into_a_link_leads_nowhere() throws Exception {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Files.writeString(outside.resolve("inner"), "secret\n");
        Path folder = root.resolve("swap");
        Path link = root.resolve("swap-link");
        Path real = root.resolve("swap-real");
        Files.createDirectory(real);
        Files.writeString(real.resolve("inner"), "inside\n");
        Files.createSymbolicLink(link, outside);
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> swap(stop, folder, real, link));
        swapper.start();
        int found = 0;
        int missed = 0;
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
            while (System.nanoTime() - end < 0) {
                try {
                    assertEquals("inside\n", read("swap/inner"));
                    found++;
                } catch (StoreException e) {
                    missed++;
                }
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertEquals(true, found > 0 && missed > 0, "found " + found + ", missed " + missed);
    }

    private static void swap(AtomicBoolean stop, Path name, Path real, Path link) {
        try {
            while (!stop.get()) {
                Files.move(real, name);
                Files.move(name, real);
                Files.move(link, name);
                Files.move(name, link);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String read(String path) throws IOException {
        try (OpenFile file = store.open(RemotePath.of(path))) {
            ByteBuffer content = ByteBuffer.allocate((int) file.size());
            file.channel().read(content);
            return new String(content.array(), StandardCharsets.UTF_8);
        }
    }
}
