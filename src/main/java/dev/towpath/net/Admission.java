package dev.towpath.net;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts a node's clients, over all its listeners, against the limits. Safe for use by many threads. */
public final class Admission {

    private final Limits limits;
    private final AtomicInteger inside = new AtomicInteger();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder tooMany = new LongAdder();
    private final LongAdder tooManyFromThere = new LongAdder();

    /** Why a client is not let in. */
    public enum Reason {
        MAX_CONNECTIONS,
        MAX_CONNECTIONS_PER_ADDRESS
    }

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /** Lets a client in if there is room; each that was let in leaves once. */
    boolean enter(String address) {
        int inAll = inside.incrementAndGet();
        int fromThere = count(address, 1);
        boolean room = inAll <= limits.maxConnections();
        boolean roomForIt = limits.maxConnectionsPerAddress() == 0 || fromThere <= limits.maxConnectionsPerAddress();
        if (room && roomForIt) {
            accepted.increment();
            return true;
        }
        (room ? tooManyFromThere : tooMany).increment();
        leave(address);
        return false;
    }

    /** How many clients are in. */
    public int active() {
        return inside.get();
    }

    /** How many clients were let in since the node began. */
    public long accepted() {
        return accepted.sum();
    }

    /** How many clients were not let in since the node began. */
    public long refused(Reason reason) {
        return (reason == Reason.MAX_CONNECTIONS ? tooMany : tooManyFromThere).sum();
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
