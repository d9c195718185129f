package dev.towpath.client;

import java.util.BitSet;
import java.util.Optional;

/**
 * What of a file is here already, block by block, and who is at work on what. Blocks are taken in their order, so that what is proven
 * grows from the front. Used on one event loop.
 */
final class Blocks {

    static final long SIZE = 8L * 1024 * 1024;

    /** With fewer of them one stream is as good. */
    private static final int WORTH_IT = 3;

    /** A file of more blocks comes in one stream. */
    private static final int MOST = 1 << 20;

    /** What is asked for at once, in blocks: enough to hide the way there and back. */
    private static final int LONGEST_SPAN = 8;

    private static final int SPANS_A_STREAM = 4;

    private final String tag;
    private final long size;
    private final int count;
    private final BitSet proven = new BitSet();
    private final BitSet taken = new BitSet();
    private final BitSet doubted = new BitSet();
    private final BitSet unchecked = new BitSet();

    /**
     * Blocks that follow each other.
     *
     * @param first number of a block, from 0
     * @param offset of its first byte
     * @param length in bytes
     * @param held true if the part file may have them already
     */
    record Span(int first, int count, long offset, long length, boolean held) {}

    /**
     * Begins with none proven.
     *
     * @param tag of the file
     * @param held how many bytes of unknown worth are here
     */
    Blocks(String tag, long size, long held) {
        this.tag = tag;
        this.size = size;
        this.count = (int) ((size + SIZE - 1) / SIZE);
        unchecked.set(0, held >= size ? count : (int) (held / SIZE));
    }

    /** True for files that gain by several streams. */
    static boolean areWorth(long size) {
        long blocks = size / SIZE;
        return blocks >= WORTH_IT && blocks < MOST;
    }

    /** True if they are those of the file with this tag. */
    boolean areOf(String other) {
        return tag.equals(other);
    }

    long size() {
        return size;
    }

    /** The next span that nobody is at work on, what may be here already before the rest; to be given back. */
    Optional<Span> take(int streams) {
        boolean held = !unchecked.isEmpty();
        int first = held ? unchecked.nextSetBit(0) : free(0);
        if (first >= count) {
            return Optional.empty();
        }
        int most = Math.max(1, Math.min(LONGEST_SPAN, (count - proven.cardinality()) / (streams * SPANS_A_STREAM)));
        int next = first;
        while (next - first < most && next < count && (held ? unchecked.get(next) : free(next) == next)) {
            taken.set(next);
            unchecked.clear(next);
            next++;
        }
        long offset = first * SIZE;
        return Optional.of(new Span(first, next - first, offset, Math.min(size, next * SIZE) - offset, held));
    }

    private int free(int from) {
        int next = from;
        while (next < count && (proven.get(next) || taken.get(next))) {
            next++;
        }
        return next;
    }

    /** Nobody is at work on these any more. */
    void giveBack(Span span) {
        taken.clear(span.first(), span.first() + span.count());
    }

    /** What is here of this block is what is there. */
    void prove(int block) {
        proven.set(block);
    }

    boolean isProven(int block) {
        return proven.get(block);
    }

    /** What came of this block is not what is there: true if that was so before. */
    boolean doubt(int block) {
        boolean again = doubted.get(block);
        doubted.set(block);
        return again;
    }

    /** True once nothing of unknown worth is left, or being looked at. */
    boolean isChecked() {
        return unchecked.isEmpty();
    }

    boolean isWhole() {
        return proven.cardinality() == count;
    }

    /** How many bytes are proven. */
    long provenBytes() {
        boolean last = proven.get(count - 1);
        return proven.cardinality() * SIZE - (last ? count * SIZE - size : 0);
    }

    /** How many bytes are proven from the first on without a gap. */
    long prefix() {
        return Math.min(size, proven.nextClearBit(0) * SIZE);
    }
}
