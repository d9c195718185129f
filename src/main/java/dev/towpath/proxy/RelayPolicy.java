package dev.towpath.proxy;

import dev.towpath.net.Resolver;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Which hops a node may be asked to relay to: its own upstream, and what the patterns allow. A name is resolved once; every
 * address it has must be allowed, and the caller dials those very addresses. What can't be decided is denied.
 */
public final class RelayPolicy {

    private final List<RelayPattern> patterns;
    private final Optional<HostPort> upstream;
    private final IntSupplier managementPort;
    private final Resolver resolver;

    /**
     * Makes a policy.
     *
     * @param upstream the node's own, which is always allowed
     * @param managementPort the node's own management port, which is never allowed; 0 if it has none
     */
    public RelayPolicy(
            List<RelayPattern> patterns, Optional<HostPort> upstream, IntSupplier managementPort, Resolver resolver) {
        this.patterns = List.copyOf(patterns);
        this.upstream = upstream;
        this.managementPort = managementPort;
        this.resolver = resolver;
    }

    /**
     * Decides on a hop that a request names.
     *
     * @return the addresses to dial; or {@link RefusedException} {@code relay to <hop> is not allowed}, or the failure of the
     *     look-up
     */
    public Future<List<InetAddress>> addressesOf(HostPort hop) {
        boolean mayBeUpstream = upstream.isPresent() && upstream.get().port() == hop.port();
        if (!mayBeUpstream && patterns.stream().noneMatch(p -> p.couldAllow(hop))) {
            return Future.failedFuture(notAllowed(hop));
        }
        Future<List<InetAddress>> asked = resolver.resolve(hop.host());
        return ofUpstream(hop, asked, mayBeUpstream)
                .compose(ours -> asked.map(addresses -> {
                    for (InetAddress address : addresses) {
                        boolean allowed =
                                ours.contains(address) || patterns.stream().anyMatch(p -> p.allows(hop, address));
                        if (!allowed || isManagement(address, hop.port())) {
                            throw notAllowed(hop);
                        }
                    }
                    return addresses;
                }));
    }

    /** The addresses of the node's own upstream, looked up only if the hop could be it, and not again if it is named alike. */
    private Future<List<InetAddress>> ofUpstream(HostPort hop, Future<List<InetAddress>> asked, boolean mayBeUpstream) {
        if (!mayBeUpstream) {
            return Future.succeededFuture(List.of());
        }
        String host = upstream.orElseThrow().host();
        Future<List<InetAddress>> ours = host.equalsIgnoreCase(hop.host()) ? asked : resolver.resolve(host);
        return ours.otherwise(List.of());
    }

    private boolean isManagement(InetAddress address, int port) {
        if (port != managementPort.getAsInt()) {
            return false;
        }
        InetAddress meant = SpecialAddresses.unwrap(address);
        try {
            return meant.isLoopbackAddress()
                    || meant.isAnyLocalAddress()
                    || NetworkInterface.getByInetAddress(meant) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static RefusedException notAllowed(HostPort hop) {
        return new RefusedException(Refusal.relayTo(hop));
    }
}
