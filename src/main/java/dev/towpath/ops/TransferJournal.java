package dev.towpath.ops;

import dev.towpath.net.Caller;
import dev.towpath.net.InFlight;
import dev.towpath.net.NodeListener;
import dev.towpath.wire.Call;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps the transfers that are under way, the last that ended, and the bytes that went each way. A transfer is looked at once a second
 * and at its end, never for each of its buffers. Safe for use by many threads, of which each ends what it started.
 */
@Singleton
public class TransferJournal implements NodeListener {

    /** How many ended transfers are kept. */
    static final int KEPT = 100;

    private final AtomicLong ids = new AtomicLong();
    private final InFlight<RunningTransfer> running = new InFlight<>();
    private final AtomicLong ends = new AtomicLong();
    private final AtomicReferenceArray<EndedTransfer> ended = new AtomicReferenceArray<>(KEPT);
    private final Traffic traffic = new Traffic();

    @Override
    public Transfer started(Caller caller, Call call) {
        RunningTransfer transfer = new RunningTransfer(ids.incrementAndGet(), caller, call, this);
        running.add(transfer);
        return transfer;
    }

    void ended(RunningTransfer transfer, EndedTransfer how) {
        running.remove(transfer);
        ended.setRelease((int) (ends.getAndIncrement() % KEPT), how);
    }

    /** A second is over: closes its sum, and has each running transfer looked at for the next one. */
    void tick() {
        traffic.tick();
        running.all().forEach(RunningTransfer::look);
    }

    Traffic traffic() {
        return traffic;
    }

    /** How many transfers are under way. */
    int runningCount() {
        return running.size();
    }

    /** The oldest of those under way, oldest first. */
    List<RunningTransfer> running(int most) {
        return running.all().stream()
                .sorted(Comparator.comparingLong(RunningTransfer::id))
                .limit(most)
                .toList();
    }

    /** The last that ended, latest first. */
    List<EndedTransfer> recent() {
        long latest = ends.get() - 1;
        List<EndedTransfer> all = new ArrayList<>(KEPT);
        for (long end = latest; end >= 0 && end > latest - KEPT; end--) {
            EndedTransfer transfer = ended.get((int) (end % KEPT));
            if (transfer != null) { // its place is taken, and it is about to be put there
                all.add(transfer);
            }
        }
        // for the same reason one of long ago may stand in the place of one of now
        all.sort(Comparator.comparing(EndedTransfer::at).reversed());
        return all;
    }
}
