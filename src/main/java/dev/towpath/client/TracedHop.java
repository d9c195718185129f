package dev.towpath.client;

import dev.towpath.net.NodeIdentity;
import dev.towpath.wire.HostPort;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What asking one hop of a route has shown.
 *
 * @param number its place in the route, from 1
 * @param asked the hop as the route names it
 * @param reached where the connection really went; only the first hop is connected to from here
 * @param identity who it says it is; an older program does not say
 * @param older true if it is an older program, which can only be the last hop
 * @param milliseconds one round trip through all hops up to this one
 * @param fault why a route can't go through it; null if it can
 */
public record TracedHop(
        int number,
        HostPort asked,
        Optional<HostPort> reached,
        Optional<NodeIdentity> identity,
        boolean older,
        OptionalDouble milliseconds,
        @Nullable Fault fault) {

    /**
     * What is wrong with a hop.
     *
     * @param reason in a few words
     * @param cause the failure itself, a {@link dev.towpath.wire.RefusedException} or {@link ClientException}
     */
    public record Fault(String reason, Throwable cause) {}

    /** True if nothing is wrong with it. */
    public boolean ok() {
        return fault == null;
    }

    /** A hop of which nothing is known yet. */
    static TracedHop unknown(int number, HostPort asked) {
        return new TracedHop(number, asked, Optional.empty(), Optional.empty(), false, OptionalDouble.empty(), null);
    }

    TracedHop at(Optional<HostPort> address) {
        return new TracedHop(number, asked, address, identity, older, milliseconds, fault);
    }

    /** @param who it says it is; nothing makes it an older program */
    TracedHop introduced(Optional<NodeIdentity> who) {
        return new TracedHop(number, asked, reached, who, who.isEmpty(), milliseconds, fault);
    }

    TracedHop timed(double millis) {
        return new TracedHop(number, asked, reached, identity, older, OptionalDouble.of(millis), fault);
    }

    TracedHop failed(Fault why) {
        return new TracedHop(number, asked, reached, identity, older, milliseconds, why);
    }
}
