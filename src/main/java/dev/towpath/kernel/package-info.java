/**
 * Calls of the system that Java has none for, or none that is as short. They exist in the native executable on Linux alone; everywhere else
 * Java's own do the work.
 *
 * <p>Large bodies pass a relay through pipes, from one socket to another, without ever being in this process. {@link Pipes} lends a
 * {@link Pipe} for one read. What was read into it travels as a {@link PipedBytes}, a buffer like any other to all who only count and pass
 * on, and leaves as a {@link PipeRegion}; {@link SystemPipe} is splice(2). {@link SocketCalls} is for bytes that are too few for that.
 */
@NullMarked
package dev.towpath.kernel;

import org.jspecify.annotations.NullMarked;
