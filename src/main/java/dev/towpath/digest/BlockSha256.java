package dev.towpath.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** SHA-256 around given {@link Rounds}: cuts what comes into blocks, and ends it as FIPS 180-4 has it. */
final class BlockSha256 extends MessageDigest {

    private static final int BLOCK = 64;
    private static final int LENGTH = 32;
    private static final int PIECE = 32 * 1024;

    private static final int[] BEGINNING = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private final Rounds rounds;
    private final int[] state = BEGINNING.clone();
    private final byte[] rest = new byte[BLOCK];
    private long length;

    BlockSha256(Rounds rounds) {
        super("SHA-256");
        this.rounds = rounds;
    }

    private BlockSha256(BlockSha256 other) {
        this(other.rounds);
        System.arraycopy(other.state, 0, state, 0, state.length);
        System.arraycopy(other.rest, 0, rest, 0, BLOCK);
        length = other.length;
    }

    @Override
    protected int engineGetDigestLength() {
        return LENGTH;
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        if (input.hasArray()) {
            super.engineUpdate(input);
            return;
        }
        byte[] piece = new byte[Math.min(PIECE, input.remaining())];
        while (input.hasRemaining()) {
            int n = Math.min(piece.length, input.remaining());
            input.get(piece, 0, n);
            engineUpdate(piece, 0, n);
        }
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int count) {
        int held = (int) (length % BLOCK);
        int fill = held == 0 ? 0 : Math.min(BLOCK - held, count);
        length += count;
        System.arraycopy(input, offset, rest, held, fill);
        if (held + fill == BLOCK) {
            rounds.mix(state, rest, 0, 1);
        } else if (held > 0) {
            return;
        }
        int blocks = (count - fill) / BLOCK;
        if (blocks > 0) {
            rounds.mix(state, input, offset + fill, blocks);
        }
        int used = fill + blocks * BLOCK;
        System.arraycopy(input, offset + used, rest, 0, count - used);
    }

    @Override
    protected byte[] engineDigest() {
        int held = (int) (length % BLOCK);
        byte[] last = Arrays.copyOf(Arrays.copyOf(rest, held), held < BLOCK - Long.BYTES ? BLOCK : 2 * BLOCK);
        last[held] = (byte) 0x80;
        ByteBuffer.wrap(last).putLong(last.length - Long.BYTES, length * Byte.SIZE);
        rounds.mix(state, last, 0, last.length / BLOCK);
        ByteBuffer digest = ByteBuffer.allocate(LENGTH);
        digest.asIntBuffer().put(state);
        engineReset();
        return digest.array();
    }

    @Override
    protected void engineReset() {
        System.arraycopy(BEGINNING, 0, state, 0, state.length);
        length = 0;
    }

    @Override
    public Object clone() {
        return new BlockSha256(this);
    }
}
