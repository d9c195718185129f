package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.testing.SampleRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.function.Executable;

/** Whatever a request asks for, and however it ends, the store holds no file open after it. */
class HandlesTest extends StoreTest {

    private static final Path OPEN = Path.of("/proc/self/fd");

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc is Linux's")
    void nothing_stays_open() throws Throwable {
        everything();
        long before = open();

        for (int i = 0; i < 5; i++) {
            store = new LocalStore(SampleRoot.in(Files.createDirectory(parent.resolve("round" + i))));
            everything();
        }

        assertEquals(before, open(), 4.0);
    }

    private void everything() throws Throwable {
        for (String path : List.of(
                "a",
                "sub",
                "sub/inner/x",
                "link-in",
                "link-out",
                "link-out-folder/x",
                "fifo",
                "nothing",
                "nothing/x")) {
            for (Executable deed : List.<Executable>of(
                    () -> store.open(path(path)).close(),
                    () -> store.facts(path(path)),
                    () -> store.list(path(path)),
                    () -> store.makeDirectory(path(path)),
                    () -> store.move(path("link-folder"), path(path)),
                    () -> store.move(path(path), path("sub/inner/x")),
                    () -> put(path, "x"),
                    () -> store.upload(resumable(path, 3, ID)).close(),
                    () -> store.remove(path("sub")),
                    store::sweep)) {
                try {
                    deed.execute();
                } catch (StoreException e) {
                    // that is the answer
                }
            }
        }
        NewFile file = resumable("taken", 3, ID);
        try (Upload older = store.upload(file);
                Upload later = store.upload(file)) {
            later.write(bytes("new"));
            later.commit();
        }
    }

    private static long open() throws IOException {
        try (Stream<Path> files = Files.list(OPEN)) {
            return files.count();
        }
    }
}
