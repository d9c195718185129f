package dev.towpath.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.testing.RawClient;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The cutting and ending of SHA-256, with rounds in Java, against the platform's. */
class BlockSha256Test {

    private static final byte[] CONTENT = RawClient.pattern(300, 3);

    private final BlockSha256 digest = new BlockSha256(BlockSha256Test::mix);

    @Test
    void every_length_is_ended_as_the_standard_has_it() throws Exception {
        for (int length = 0; length <= CONTENT.length; length++) {
            digest.update(CONTENT, 0, length);
            assertArrayEquals(expected(length), digest.digest(), "of " + length);
        }
    }

    @Test
    void pieces_make_no_difference_wherever_they_are_cut() throws Exception {
        for (int cut = 0; cut <= CONTENT.length; cut++) {
            digest.update(CONTENT, 0, cut);
            digest.update(CONTENT, cut, CONTENT.length - cut);
            assertArrayEquals(expected(CONTENT.length), digest.digest(), "cut at " + cut);
        }
        for (byte b : CONTENT) {
            digest.update(b);
        }
        assertArrayEquals(expected(CONTENT.length), digest.digest());
    }

    @Test
    void a_buffer_outside_the_heap_is_read_to_its_end() throws Exception {
        byte[] large = RawClient.pattern(100_001, 4);
        ByteBuffer buffer = ByteBuffer.allocateDirect(large.length).put(large).flip();
        digest.update(buffer);
        assertEquals(0, buffer.remaining());
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(large), digest.digest());
    }

    @Test
    void a_clone_goes_its_own_way() throws Exception {
        digest.update(CONTENT, 0, 100);
        MessageDigest other = (MessageDigest) digest.clone();
        other.update(CONTENT, 0, 50);
        digest.update(CONTENT, 100, 200);
        assertArrayEquals(expected(300), digest.digest());
        byte[] both = Arrays.copyOf(CONTENT, 150);
        System.arraycopy(CONTENT, 0, both, 100, 50);
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(both), other.digest());
    }

    private static byte[] expected(int length) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(CONTENT, length));
    }

    /** The rounds by the letter of FIPS 180-4. */
    private static void mix(int[] state, byte[] bytes, int offset, int blocks) {
        int[] k = constants();
        for (int block = 0; block < blocks; block++) {
            int[] w = new int[64];
            ByteBuffer.wrap(bytes, offset + 64 * block, 64).asIntBuffer().get(w, 0, 16);
            for (int t = 16; t < 64; t++) {
                w[t] = (rotated(w[t - 2], 17, 19) ^ w[t - 2] >>> 10)
                        + w[t - 7]
                        + (rotated(w[t - 15], 7, 18) ^ w[t - 15] >>> 3)
                        + w[t - 16];
            }
            int[] v = state.clone();
            for (int t = 0; t < 64; t++) {
                int one = v[7]
                        + (rotated(v[4], 6, 11) ^ Integer.rotateRight(v[4], 25))
                        + (v[4] & v[5] ^ ~v[4] & v[6])
                        + k[t]
                        + w[t];
                int two = (rotated(v[0], 2, 13) ^ Integer.rotateRight(v[0], 22))
                        + (v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]);
                System.arraycopy(v, 0, v, 1, 7);
                v[4] += one;
                v[0] = one + two;
            }
            for (int i = 0; i < 8; i++) {
                state[i] += v[i];
            }
        }
    }

    private static int rotated(int word, int one, int other) {
        return Integer.rotateRight(word, one) ^ Integer.rotateRight(word, other);
    }

    /** The first bits of the cube roots' fractions of the first 64 primes. */
    private static int[] constants() {
        int[] k = new int[64];
        int count = 0;
        for (int n = 2; count < 64; n++) {
            int candidate = n;
            if (java.util.stream.IntStream.range(2, n).noneMatch(d -> candidate % d == 0)) {
                java.math.BigInteger shifted = java.math.BigInteger.valueOf(n).shiftLeft(96);
                java.math.BigInteger low = java.math.BigInteger.ZERO;
                java.math.BigInteger high = java.math.BigInteger.ONE.shiftLeft(40);
                while (high.subtract(low).compareTo(java.math.BigInteger.ONE) > 0) {
                    java.math.BigInteger middle = low.add(high).shiftRight(1);
                    if (middle.pow(3).compareTo(shifted) <= 0) {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                k[count++] = low.intValue();
            }
        }
        return k;
    }
}
