package dev.towpath.proxy;

import dev.towpath.net.Dialer;
import dev.towpath.net.Limits;
import dev.towpath.net.PeerKinds;
import dev.towpath.net.Resolver;
import java.time.Duration;

/**
 * What a relay needs to reach other nodes, the same for all of them.
 *
 * @param kinds what is known of the nodes that were reached
 */
public record Outbound(Resolver resolver, Dialer dialer, PeerKinds kinds, Limits limits) {

    /** How long a node may take to say who it is before it is taken for an older program. */
    static final Duration INTRODUCTION = Duration.ofSeconds(5);

    /** The same with another dialer. */
    public Outbound with(Dialer other) {
        return new Outbound(resolver, other, kinds, limits);
    }

    /** How long the first line of an answer may take, when it comes through so many hops. */
    Duration patience(int hops) {
        return limits.stallTimeout().plusNanos(limits.hopTimeout().toNanos() * hops);
    }
}
