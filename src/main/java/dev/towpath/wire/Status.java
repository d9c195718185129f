package dev.towpath.wire;

import java.nio.charset.StandardCharsets;

/** The first line of an answer. It alone tells how the answer goes on. */
public sealed interface Status {

    /** The node says no, and nothing follows. The text is at most {@value #MAX_TEXT} bytes; a longer one is cut. */
    record Err(String text) implements Status {

        /** The longest error text in bytes of UTF-8. */
        public static final int MAX_TEXT = 200;

        public Err {
            if (text.isEmpty() || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("no error text");
            }
            text = cut(text);
        }

        private static String cut(String text) {
            String kept = text;
            while (kept.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) {
                kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
            }
            return kept;
        }
    }

    /** {@code OK}: nothing follows, or, in answer to {@code LIST}, lines up to {@code END}. */
    record Ok() implements Status {}

    /** {@code OK <size>}: exactly that many bytes follow. */
    record Sized(long size) implements Status {
        public Sized {
            if (size < 0) {
                throw new IllegalArgumentException("size " + size);
            }
        }
    }

    /** {@code OK LINES}: lines up to {@code END} follow. */
    record Lines() implements Status {}

    /** {@code OK CHUNKS}: counted chunks follow, then an empty one, then a line of verdict. */
    record Chunks() implements Status {}

    /** {@code OK <number> <more>}: nothing follows. */
    record Facts(long number, String more) implements Status {
        public Facts {
            if (number < 0 || more.isEmpty()) {
                throw new IllegalArgumentException("no facts");
            }
        }
    }

    /** {@code WAIT}: the node is still at work; a further first line comes. */
    record Wait() implements Status {}

    /** {@code GO <offset> <n>}: the client now sends {@code count} bytes, or chunks if it is {@value #CHUNKED}. */
    record Go(long offset, long count) implements Status {

        /** Stands for {@code -}: the bytes come in chunks. */
        public static final long CHUNKED = -1;

        public Go {
            if (offset < 0 || count < CHUNKED) {
                throw new IllegalArgumentException("GO " + offset + ' ' + count);
            }
        }
    }
}
