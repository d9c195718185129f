package dev.towpath.wire;

import dev.towpath.name.Printable;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines that are being made, as the bytes of UTF-8 that are sent or written: nearly all is ASCII and short, so that the way through text
 * would be most of the work. Not safe for use by more than one thread.
 */
public final class LineBuilder {

    /** So few bytes are copied here in less time than it takes to begin a copy of many. */
    private static final int FEW = 128;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private byte[] bytes;
    private int length;

    /** @param capacity how many bytes there is room for at first; it grows as it must */
    public LineBuilder(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Appends a text that is ASCII by what it is, and is not looked at. */
    @SuppressWarnings("deprecation") // only the lower half of each character is taken: ASCII has no other
    public LineBuilder appendAscii(String text) {
        assert StandardCharsets.US_ASCII.newEncoder().canEncode(text) : text;
        int count = text.length();
        room(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** Appends any text as it is. */
    public LineBuilder append(String text) {
        return isAppendedAsPlain(text) ? this : append(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a text that came from a peer, escaped as {@link Printable#escape} does it. */
    public LineBuilder appendEscaped(String text) {
        return isAppendedAsPlain(text) ? this : append(Printable.escape(text).getBytes(StandardCharsets.UTF_8));
    }

    /** Appends a character of ASCII. */
    public LineBuilder append(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends a number in decimal. */
    public LineBuilder append(long number) {
        if (number < 0) {
            return appendAscii(Long.toString(number));
        }
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return appendDigits(number, digits);
    }

    /**
     * Appends the last digits of a number in decimal, zeros before it where it has fewer.
     *
     * @param number not negative
     */
    public LineBuilder appendDigits(long number, int digits) {
        room(digits);
        length += digits;
        int at = length;
        long left = number;
        for (int i = 0; i < digits; i++) {
            bytes[--at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return this;
    }

    /** Appends what was made before. */
    public LineBuilder append(byte[] utf8) {
        return append(utf8, 0, utf8.length);
    }

    /** Appends what another one has by now. */
    public LineBuilder append(LineBuilder made) {
        return append(made.bytes, 0, made.length);
    }

    /** Appends a part of what was made before. */
    LineBuilder append(byte[] utf8, int from, int to) {
        int count = to - from;
        room(count);
        if (count > FEW) {
            System.arraycopy(utf8, from, bytes, length, count);
        } else if (count >= Long.BYTES) {
            copyWords(utf8, from, count);
        } else {
            for (int i = 0; i < count; i++) {
                bytes[length + i] = utf8[from + i];
            }
        }
        length += count;
        return this;
    }

    /** Copies eight bytes at a time; the last eight, of which some may have been copied already, end where the others do. */
    private void copyWords(byte[] utf8, int from, int count) {
        int last = count - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            WORDS.set(bytes, length + i, (long) WORDS.get(utf8, from + i));
        }
        WORDS.set(bytes, length + last, (long) WORDS.get(utf8, from + last));
    }

    /** Begins anew, with as much room as there is by now. */
    public LineBuilder clear() {
        length = 0;
        return this;
    }

    /** How many bytes there are by now. */
    public int length() {
        return length;
    }

    /** How many bytes there is room for before it grows again. */
    public int capacity() {
        return bytes.length;
    }

    /** The bytes there are by now. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Writes what there is by now. */
    public void writeTo(PrintStream stream) {
        stream.write(bytes, 0, length);
    }

    /** True if there is nothing by now that is no character of ASCII. */
    public boolean isAscii() {
        int all = 0;
        for (int i = 0; i < length; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    /** The text there is by now. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** False, and nothing is appended, if there is anything in it but characters of ASCII that can be seen, and blanks. */
    private boolean isAppendedAsPlain(String text) {
        int count = text.length();
        room(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (!Printable.isPlain(c)) {
                return false;
            }
            bytes[length + i] = (byte) c;
        }
        length += count;
        return true;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
