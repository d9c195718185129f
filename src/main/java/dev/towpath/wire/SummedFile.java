package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A small file and its digest as they follow {@code OK CHUNKS}: {@code <number>} LF and that many bytes, again and again; {@code 0} LF;
 * {@code OK sha256 <64 hex>} LF.
 */
public final class SummedFile {

    private static final String VERDICT = "OK sha256 ";

    private final byte[] content;
    private final String sha256;

    public SummedFile(byte[] content, String sha256) {
        this.content = content;
        this.sha256 = sha256;
    }

    /** All bytes of the file, not copied. */
    public byte[] content() {
        return content;
    }

    /** In 64 hexadecimal digits. */
    public String sha256() {
        return sha256;
    }

    /** The form with one chunk, or none for an empty file. */
    public static byte[] print(byte[] content, String sha256) {
        byte[] head = (content.length == 0 ? "" : content.length + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] tail = ("0\n" + VERDICT + sha256 + '\n').getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(head, head.length + content.length + tail.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        System.arraycopy(tail, 0, all, head.length + content.length, tail.length);
        return all;
    }

    /**
     * Reads the form.
     *
     * @throws BadAnswerException if it is another, or the node gave up on the file
     */
    public static SummedFile parse(byte[] answer) {
        byte[] content = new byte[answer.length];
        int length = 0;
        int at = 0;
        while (true) {
            int end = lineEnd(answer, at);
            long count = Text.number(new String(answer, at, end - at, StandardCharsets.ISO_8859_1));
            at = end + 1;
            if (count < 0 || count > answer.length - at) {
                throw new BadAnswerException();
            }
            if (count == 0) {
                break;
            }
            System.arraycopy(answer, at, content, length, (int) count);
            length += (int) count;
            at += (int) count;
        }
        int end = lineEnd(answer, at);
        String verdict = new String(answer, at, end - at, StandardCharsets.ISO_8859_1);
        if (end != answer.length - 1
                || !verdict.startsWith(VERDICT)
                || !Digest.isSha256(verdict.substring(VERDICT.length()))) {
            throw new BadAnswerException();
        }
        return new SummedFile(Arrays.copyOf(content, length), verdict.substring(VERDICT.length()));
    }

    private static int lineEnd(byte[] answer, int from) {
        for (int i = from; i < answer.length; i++) {
            if (answer[i] == '\n') {
                return i;
            }
        }
        throw new BadAnswerException();
    }
}
