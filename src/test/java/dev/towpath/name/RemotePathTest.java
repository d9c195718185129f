package dev.towpath.name;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemotePathTest {

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "a/b, a/b",
        "./a, a",
        "a//b, a/b",
        "a/./b, a/b",
        "a/../b, b",
        "a/b/../../c, c",
        "a/, a",
        "..data, ..data",
        "a..b, a..b",
        "a/...  /b, a/...  /b",
        "END, END",
        "./END, END",
        "ü/日本, ü/日本",
        "~root, ~root",
        "a\\b, a\\b"
    })
    void a_path_has_one_spelling(String written, String canonical) {
        assertEquals(canonical, RemotePath.of(written).text());
    }

    @Test
    void spaces_belong_to_the_name() {
        assertEquals(" a  b ", RemotePath.of(" a  b ").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a/..",
                "/",
                "/etc/passwd",
                "//a",
                "..",
                "../a",
                "a/../../b",
                "./..",
                "a\u0000b",
                "a\nb",
                "a\rb",
                "a\tb",
                "\u001b[2J",
                "a\u007f",
                "a\u0085b",
                "a\u009fb",
                "a\u2028b",
                "a\u2029b",
                "\ud800",
                "a\udc00b"
            })
    void a_path_that_no_line_may_carry_is_refused(String written) {
        assertThrows(BadNameException.class, () -> RemotePath.of(written));
    }

    @Test
    void the_root_is_a_folder_and_no_file() {
        assertTrue(RemotePath.ofFolder("").isRoot());
        assertTrue(RemotePath.ofFolder("a/..").isRoot());
        assertThrows(BadNameException.class, () -> RemotePath.of("."));
    }

    @Test
    void the_length_is_counted_in_bytes() {
        assertEquals(4096, RemotePath.of("x".repeat(4096)).text().length());
        assertThrows(BadNameException.class, () -> RemotePath.of("x".repeat(4097)));
        assertEquals(2048, RemotePath.of("ü".repeat(2048)).text().length());
        assertThrows(BadNameException.class, () -> RemotePath.of("ü".repeat(2049)));
    }

    @Test
    void a_value_that_is_not_canonical_cannot_be_made() {
        assertThrows(BadNameException.class, () -> new RemotePath("a/../b"));
        assertThrows(BadNameException.class, () -> new RemotePath("a\nDOWNLOAD b"));
    }

    @Test
    void the_refusal_quotes_the_text_escaped() {
        BadNameException e = assertThrows(BadNameException.class, () -> RemotePath.of("a\u001b[31m"));
        assertTrue(e.getMessage().contains("a\\u001b[31m"), e.getMessage());
    }

    @Test
    void components_of_the_node_itself_are_known() {
        assertTrue(RemotePath.of(".towpath-x").isReserved());
        assertTrue(RemotePath.of("a/.towpath-x/b").isReserved());
        assertFalse(RemotePath.of("a.towpath-x").isReserved());
    }

    @Test
    void whatever_is_written_the_canonical_path_stays_below_the_root() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] parts = {"a", "..", ".", "", "b c", "..x", "x..", "ü"};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(7); n >= 0; n--) {
                text.append(parts[random.nextInt(parts.length)]).append(n > 0 ? "/" : "");
            }
            try {
                RemotePath path = RemotePath.ofFolder(text.toString());
                List<String> components = path.components();
                assertFalse(
                        components.contains("..") || components.contains(".") || components.contains(""), path.text());
                assertEquals(path, RemotePath.ofFolder(path.text()), () -> "seed " + seed);
            } catch (BadNameException e) {
                // refused is as good
            }
        }
    }

    @Test
    void byte_order_is_that_of_utf_8() {
        List<String> names = new ArrayList<>(
                List.of("\uffee", "\ud83d\ude00", "z", "a", "aa", "", "ü", "\ue000", "\ud83d\ude01", "B"));
        List<String> byBytes = new ArrayList<>(names);
        byBytes.sort((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        names.sort(RemotePath.BYTE_ORDER);
        assertEquals(byBytes, names);
    }
}
