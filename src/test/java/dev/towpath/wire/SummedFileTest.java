package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SummedFileTest {

    private static final String DIGEST = "0123456789abcdef".repeat(4);

    @Test
    void a_file_is_one_chunk_with_its_digest_behind_it() {
        assertEquals("3\nabc0\nOK sha256 " + DIGEST + '\n', text(SummedFile.print(bytes("abc"), DIGEST)));
        assertEquals("0\nOK sha256 " + DIGEST + '\n', text(SummedFile.print(bytes(""), DIGEST)));
    }

    @Test
    void any_number_of_chunks_is_read() {
        for (String content : new String[] {"", "abc", "0\nOK sha256 " + DIGEST + '\n'}) {
            SummedFile whole = SummedFile.parse(SummedFile.print(bytes(content), DIGEST));
            assertArrayEquals(bytes(content), whole.content());
            assertEquals(DIGEST, whole.sha256());
        }
        assertEquals(
                "abcde",
                text(SummedFile.parse(bytes("3\nabc2\nde0\nOK sha256 " + DIGEST + '\n'))
                        .content()));
    }

    @Test
    void what_is_cut_or_is_another_form_is_refused() {
        byte[] whole = SummedFile.print(bytes("abc"), DIGEST);
        for (int i = 0; i < whole.length; i++) {
            byte[] cut = Arrays.copyOf(whole, i);
            assertThrows(BadAnswerException.class, () -> SummedFile.parse(cut));
        }
        for (String wrong : new String[] {
            "3\nabc0\nERR changed\n",
            "-1\n0\nOK sha256 " + DIGEST + '\n',
            "99999999999999999999\nabc0\nOK sha256 " + DIGEST + '\n',
            "x\n",
            "0\nOK sha256 " + DIGEST + "\nmore"
        }) {
            assertThrows(BadAnswerException.class, () -> SummedFile.parse(bytes(wrong)), wrong);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
