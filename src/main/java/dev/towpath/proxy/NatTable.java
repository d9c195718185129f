package dev.towpath.proxy;

import dev.towpath.net.InFlight;
import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Which client's request goes out by which local port to which upstream: sole owner of the entries. Safe for many threads. */
public final class NatTable {

    private final int capacity;
    private final AtomicLong ids = new AtomicLong();
    private final InFlight<NatEntry> entries = new InFlight<>();

    /**
     * Makes an empty table.
     *
     * @param capacity the most entries at a time, at least 1
     */
    public NatTable(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity);
        }
        this.capacity = capacity;
    }

    /** @throws RefusedException {@code busy} if the table is full */
    NatEntry open(String client, HostPort upstream, Call call) {
        if (entries.size() >= capacity) {
            throw new RefusedException(Refusal.BUSY);
        }
        NatEntry entry = new NatEntry(ids.incrementAndGet(), client, upstream, call);
        entries.add(entry);
        return entry;
    }

    /** Removes an entry, which only the thread may do that opened it; again does no harm. */
    void close(NatEntry entry) {
        entries.remove(entry);
    }

    /** How many entries there are. */
    public int size() {
        return entries.size();
    }

    /** The entries there are now, oldest first. */
    public List<NatEntry> snapshot() {
        return entries.all().stream()
                .sorted(Comparator.comparingLong(NatEntry::id))
                .toList();
    }
}
