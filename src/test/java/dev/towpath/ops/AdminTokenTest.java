package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcdef", "0123456789abcdef\n", "  0123456789abcdef\r\n"})
    void a_file_holds_one_token_and_the_space_around_it_does_not_count(String content) throws Exception {
        AdminToken token = AdminToken.read(file(content));

        assertTrue(token.isIn("Bearer 0123456789abcdef"));
        assertFalse(token.isIn("Bearer 0123456789abcdeF"));
        assertFalse(token.isIn(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "short", "two lines of it\nare none", "0123456789abcdéf", "0123456789 abcdef"})
    void what_is_no_token_is_refused_and_not_shown(String content) throws Exception {
        Path file = file(content);

        String told = assertThrows(IllegalArgumentException.class, () -> AdminToken.read(file))
                .getMessage();
        assertTrue(told.startsWith(file.toString()), told);
        assertFalse(told.contains("short") || told.contains("789"), told);
    }

    @Test
    void a_file_that_is_missing_or_huge_is_refused() throws Exception {
        Path huge = file("x".repeat(100_000));

        assertThrows(IllegalArgumentException.class, () -> AdminToken.read(folder.resolve("none")));
        assertThrows(IllegalArgumentException.class, () -> AdminToken.read(folder));
        assertThrows(IllegalArgumentException.class, () -> AdminToken.read(huge));
    }

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("token"), content);
    }
}
