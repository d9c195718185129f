package dev.towpath.net;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts a node's clients, over all its listeners, against the limits. Safe for use by many threads. */
public final class Admission {

    private final Limits limits;
    private final AtomicInteger inside = new AtomicInteger();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /** Lets a client in if there is room; each that was let in leaves once. */
    boolean enter(String address) {
        int inAll = inside.incrementAndGet();
        int fromThere = count(address, 1);
        boolean room = inAll <= limits.maxConnections()
                && (limits.maxConnectionsPerAddress() == 0 || fromThere <= limits.maxConnectionsPerAddress());
        if (!room) {
            leave(address);
        }
        return room;
    }

    void leave(String address) {
        inside.decrementAndGet();
        count(address, -1);
    }

    /** Keeps the count of an address, for which there is no entry while it has no connection. */
    private int count(String address, int change) {
        if (limits.maxConnectionsPerAddress() == 0) {
            return 0;
        }
        Integer now = perAddress.merge(address, change, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b));
        return now == null ? 0 : now;
    }
}
