package dev.towpath.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The hops a request still has to pass, in their order; the last one answers it.
 *
 * @param protocol what they speak
 * @param hops none to {@value #MAX_HOPS}; the same one may stand in it more than once
 */
public record Route(Protocol protocol, List<HostPort> hops) {

    /** The longest route. */
    public static final int MAX_HOPS = 16;

    /** No hop at all: the node that has the request answers it. */
    public static final Route NONE = new Route(List.of());

    /** A route in the line protocol. */
    public Route(List<HostPort> hops) {
        this(Protocol.LINE, hops);
    }

    /** @throws IllegalArgumentException if there are more than {@value #MAX_HOPS} hops, or the protocol knows no routes */
    public Route {
        hops = List.copyOf(hops);
        if (!protocol.hasRoutes()) {
            throw new IllegalArgumentException("a route in " + protocol);
        }
        if (hops.size() > MAX_HOPS) {
            throw new IllegalArgumentException("a route of more than " + MAX_HOPS + " hops");
        }
    }

    /**
     * Reads hops as {@code VIA} has them, {@code host:port} joined by commas.
     *
     * @throws RefusedException {@code bad route}
     */
    public static Route parse(String text) {
        List<HostPort> hops = new ArrayList<>();
        for (String hop : text.split(",", MAX_HOPS + 1)) {
            try {
                hops.add(HostPort.parse(hop));
            } catch (IllegalArgumentException e) {
                throw new RefusedException(Refusal.BAD_ROUTE);
            }
        }
        if (hops.size() > MAX_HOPS) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        return new Route(hops);
    }

    public boolean isEmpty() {
        return hops.isEmpty();
    }

    /**
     * The hop to pass the request to.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public HostPort next() {
        return hops.get(0);
    }

    /** What is left of the route at the next hop. */
    public Route advance() {
        return new Route(protocol, hops.subList(1, hops.size()));
    }

    /** The hops as {@code VIA} has them. */
    @Override
    public String toString() {
        return hops.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }
}
