package dev.towpath.proxy;

import dev.towpath.net.Dialer;
import dev.towpath.net.Limits;
import dev.towpath.net.PeerKinds;
import dev.towpath.wire.HostPort;
import java.time.Duration;

/**
 * The next hop and what is needed to reach it.
 *
 * @param kinds what is known of the nodes that were reached
 */
public record Upstream(HostPort address, Dialer dialer, PeerKinds kinds, Limits limits) {

    /** How long the first line of an answer may take: the stall time, and more for the hop that the upstream is. */
    Duration patience() {
        return limits.stallTimeout().plus(limits.hopTimeout());
    }
}
