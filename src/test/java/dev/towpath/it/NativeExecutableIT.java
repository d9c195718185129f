package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the settings in {@code src-native-config} are there for, where no other test would miss them. */
@NeedsNative
class NativeExecutableIT extends ProcessTest {

    @Override
    Program program() {
        return Program.NATIVE;
    }

    /** So that it runs in an image that has a libc and nothing else ({@code --static-nolibc}). */
    @Test
    void it_needs_no_library_but_that_of_c() throws Exception {
        // the dynamic linker lists what it would load, and runs nothing
        ProcessUnderTest listed =
                launcher().with("LD_TRACE_LOADED_OBJECTS", "1").run();

        assertEquals(
                Set.of("linux-vdso.so.1", "libc.so.6", "ld-linux-x86-64.so.2"),
                listed.stdoutLines().stream()
                        .map(line -> line.trim().split(" ")[0])
                        .map(name -> name.substring(name.lastIndexOf('/') + 1))
                        .collect(Collectors.toSet()));
    }
}
