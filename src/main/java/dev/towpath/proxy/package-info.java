/**
 * The proxy role.
 *
 * <p>{@link dev.towpath.proxy.Relay} takes the next {@link dev.towpath.proxy.Hop} off a call and keeps an
 * {@link dev.towpath.proxy.UpstreamLink} for each client and hop. The link enters the call into the
 * {@link dev.towpath.proxy.NatTable}, takes its kept connection or, if the {@link dev.towpath.proxy.RelayPolicy} allows, dials one,
 * sends the call on and gives the answer back as a stream, or as bytes if it is short. The entry leaves the table when the answer has
 * left, or when either side is gone.
 */
@NullMarked
package dev.towpath.proxy;

import org.jspecify.annotations.NullMarked;
