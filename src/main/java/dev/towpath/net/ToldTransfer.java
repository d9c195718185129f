package dev.towpath.net;

import dev.towpath.wire.Call;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** A transfer that all who listen are told of: that it starts, and once how it ends. Lives on the transfer's event loop. */
public final class ToldTransfer {

    private static final TransferListener.Transfer[] NOBODY = {};

    /** None: nobody is told anything. */
    public static final ToldTransfer NONE = new ToldTransfer(0, NOBODY);

    private final long startNanos;
    private TransferListener.Transfer[] told;

    private ToldTransfer(long startNanos, TransferListener.Transfer[] told) {
        this.startNanos = startNanos;
        this.told = told;
    }

    /** Tells that a transfer starts. */
    public static ToldTransfer start(List<TransferListener> listeners, Caller caller, Call call) {
        long startNanos = System.nanoTime();
        TransferListener.Transfer[] told = new TransferListener.Transfer[listeners.size()];
        for (int i = 0; i < told.length; i++) {
            told[i] = listeners.get(i).started(caller, call);
        }
        return new ToldTransfer(startNanos, told);
    }

    /** Tells that the body is on its way, as {@link TransferListener.Transfer#moving} has it. */
    public void moving(LongSupplier bytes) {
        for (TransferListener.Transfer transfer : told) {
            transfer.moving(bytes);
        }
    }

    /** Tells that the transfer is over; only the first time counts. */
    public void ended(long bytes, Outcome outcome) {
        TransferListener.Transfer[] all = told;
        if (all.length == 0) {
            return;
        }
        told = NOBODY;
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        for (TransferListener.Transfer transfer : all) {
            transfer.ended(bytes, took, outcome);
        }
    }
}
