package dev.towpath.net;

import dev.towpath.wire.HostPort;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers for a while which nodes speak {@code towpath/1} and which are older. Safe for use by many threads. */
public final class PeerKinds {

    private static final long REMEMBERED_NANOS = 60_000_000_000L;
    private static final int MOST = 1024;

    private final Map<HostPort, Known> known = new ConcurrentHashMap<>();

    private record Known(PeerKind kind, long since) {}

    /** What the node was the last time anyone asked, if that was within a minute. */
    public Optional<PeerKind> of(HostPort node) {
        Known entry = known.get(node);
        if (entry == null || System.nanoTime() - entry.since > REMEMBERED_NANOS) {
            return Optional.empty();
        }
        return Optional.of(entry.kind);
    }

    /** True if the node greeted the last time anyone asked, however long ago: one that only closes now is not older for that. */
    public boolean hasGreeted(HostPort node) {
        Known entry = known.get(node);
        return entry != null && !entry.kind.isOlder();
    }

    public void learn(HostPort node, PeerKind kind) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(node, new Known(kind, System.nanoTime()));
    }
}
