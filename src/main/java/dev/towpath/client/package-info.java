/**
 * The client behind the command line, the shell and the tests.
 *
 * <p>{@link dev.towpath.client.TowpathClient} does one thing a call, for a {@link dev.towpath.client.Location}, over a connection
 * of its own. A download flows through {@link dev.towpath.client.DownloadSink} into a {@link dev.towpath.client.Target}, which
 * shows a file under its final name only when it is whole. A {@link dev.towpath.client.RouteFile} names a file
 * and the way to it; a {@link dev.towpath.client.RouteTrace} asks the hops of a way one by one.
 */
@NullMarked
package dev.towpath.client;

import org.jspecify.annotations.NullMarked;
