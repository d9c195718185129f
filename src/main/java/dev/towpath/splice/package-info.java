/**
 * Bytes that pass through pipes of the kernel, from one socket to another, without ever being in this process.
 *
 * <p>{@link Pipes} lends a {@link Pipe} for one read. What was read into it travels as a {@link PipedBytes}, a buffer like any other to
 * all who only count and pass on, and leaves as a {@link PipeRegion}. {@link SystemPipe} is splice(2), which Java has no call for: it exists
 * in the native executable on Linux alone, and everywhere else bytes are copied as they always were. {@link SocketCalls} is for bytes
 * that are too few for that.
 */
@NullMarked
package dev.towpath.splice;

import org.jspecify.annotations.NullMarked;
