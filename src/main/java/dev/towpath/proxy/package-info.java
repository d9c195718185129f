/**
 * The proxy role.
 *
 * <p>{@link dev.towpath.proxy.Relay} keeps a {@link dev.towpath.proxy.UpstreamLink} for each client; the link enters a request
 * into the {@link dev.towpath.proxy.NatTable}, takes its kept upstream connection or dials one, sends the request on and gives
 * the answer back as a stream. The entry leaves the table when the answer has left, or when either side is gone.
 */
@NullMarked
package dev.towpath.proxy;

import org.jspecify.annotations.NullMarked;
