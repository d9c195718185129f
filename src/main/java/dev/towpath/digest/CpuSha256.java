package dev.towpath.digest;

import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.nativeimage.c.function.CLibrary;
import org.graalvm.word.PointerBase;

/**
 * The rounds by the processor's own instructions, in a native executable only: anywhere else the class may not be touched. A call is so
 * short that it need not let the garbage collector in.
 */
@CLibrary(value = Sha256Library.NAME, requireStatic = true)
final class CpuSha256 implements Rounds {

    /** What one call takes at most, less than a millisecond's work. */
    private static final int MOST_BLOCKS = 16 * 1024;

    private static final int BLOCK = 64;

    /** True if this processor has such instructions. */
    static boolean isUsable() {
        return isPresent() != 0;
    }

    @Override
    public void mix(int[] state, byte[] bytes, int offset, int blocks) {
        try (PinnedObject words = PinnedObject.create(state);
                PinnedObject input = PinnedObject.create(bytes)) {
            for (int done = 0; done < blocks; done += MOST_BLOCKS) {
                mix(
                        words.addressOfArrayElement(0),
                        input.addressOfArrayElement(offset + done * BLOCK),
                        Math.min(MOST_BLOCKS, blocks - done));
            }
        }
    }

    @CFunction(value = "towpath_sha256_is_present", transition = Transition.NO_TRANSITION)
    private static native int isPresent();

    @CFunction(value = "towpath_sha256_mix", transition = Transition.NO_TRANSITION)
    private static native void mix(PointerBase state, PointerBase bytes, int blocks);
}
