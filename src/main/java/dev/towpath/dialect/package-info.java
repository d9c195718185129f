/**
 * Listeners for the older programs' dialects.
 *
 * <p>They translate and hold no rules of their own: {@link dev.towpath.dialect.ChainSession} makes a call of what a client of one of
 * the chains sends, has the node's one handler answer it, and sends the answer in the way that client expects. Root, policy,
 * limits, time-outs, NAT table and drain are those of every other call.
 */
@NullMarked
package dev.towpath.dialect;

import org.jspecify.annotations.NullMarked;
