/**
 * The client behind the command line, the shell and the tests.
 *
 * <p>{@link dev.towpath.client.TowpathClient} makes everything. {@link dev.towpath.client.RemoteFiles} are the files of a node, whatever it
 * speaks. Those of the line protocol, {@link dev.towpath.client.LineFiles}, ask over a {@link dev.towpath.client.NodeLink}, which
 * introduces itself, keeps its connection, and gives an older node the core alone. A {@link dev.towpath.client.LineDownload} flows
 * through a {@link dev.towpath.net.BlockingSink} into a {@link dev.towpath.client.LocalCopy}, which digests it, and shows a file
 * under its final name only when it is whole; a {@link dev.towpath.client.FileUpload} comes from a
 * {@link dev.towpath.client.DiskSource}. What breaks is tried again by {@link dev.towpath.client.Retries}. Whole trees are
 * transferred file by file in a {@link dev.towpath.client.TreeRun}.
 *
 * <p>A {@link dev.towpath.client.RouteFile} names a file and the way to it; a {@link dev.towpath.client.RouteTrace} asks the hops of a way one
 * by one.
 */
@NullMarked
package dev.towpath.client;

import org.jspecify.annotations.NullMarked;
