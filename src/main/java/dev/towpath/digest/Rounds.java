package dev.towpath.digest;

/** The inner function of SHA-256. */
@FunctionalInterface
interface Rounds {

    /**
     * Mixes blocks into a state.
     *
     * @param state the eight words
     * @param bytes at least {@code 64 * blocks} of them from the offset on
     */
    void mix(int[] state, byte[] bytes, int offset, int blocks);
}
