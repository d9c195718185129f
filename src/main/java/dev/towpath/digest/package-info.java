/**
 * The one digest there is, SHA-256, as fast as the machine has it.
 *
 * <p>{@link dev.towpath.digest.Sha256} begins one. On a Java virtual machine that is the platform's, which uses the processor's instructions
 * by itself. A native executable is built for any processor and so the platform's would not; there {@code CpuSha256} asks the
 * processor when the program runs, and does with a few lines of C what {@code BlockSha256} leaves to its {@code Rounds}.
 * {@link dev.towpath.digest.Sha256Library} compiles them while the executable is built.
 */
@NullMarked
package dev.towpath.digest;

import org.jspecify.annotations.NullMarked;
