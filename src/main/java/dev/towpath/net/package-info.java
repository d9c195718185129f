/**
 * All that touches a socket.
 *
 * <p>The way of a request: {@link dev.towpath.net.Listener} accepts and counts, a {@link dev.towpath.net.Dialect} opens a
 * session on the {@link dev.towpath.net.Connection}, {@link dev.towpath.net.LineSession} being the line protocol's. The session
 * asks a {@link dev.towpath.net.RequestHandler} and gives the answer to {@link dev.towpath.net.BodyWriter}, the one class
 * that turns a body into I/O. What failed becomes an answer or a hang-up in {@link dev.towpath.net.Faults}.
 *
 * <p>Outwards, {@link dev.towpath.net.Dialer} makes a connection and {@link dev.towpath.net.ClientSession} speaks the line
 * protocol on it, for the relay and for the client.
 *
 * <p>A connection and all that hangs on it belong to one event loop; nothing here is locked, and nothing here may be called
 * from another thread unless it says so.
 */
@NullMarked
package dev.towpath.net;

import org.jspecify.annotations.NullMarked;
