package dev.towpath.ops;

import dev.towpath.net.Caller;
import dev.towpath.net.InFlight;
import dev.towpath.net.Outcome;
import dev.towpath.net.TransferListener;
import dev.towpath.ops.Traffic.Direction;
import dev.towpath.wire.Call;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** A transfer that is under way: written by its event loop, read by anyone. */
final class RunningTransfer extends InFlight.Item implements TransferListener.Transfer {

    private final long id;
    private final Caller caller;
    private final Request request;
    private final Route route;
    private final String sid;
    private final long startMillis = System.currentTimeMillis();
    private final TransferJournal journal;
    private LongSupplier moved = () -> 0;
    private boolean over;
    private volatile long bytes;

    /** Takes what it needs of the call and not the call, which may hold bytes. */
    RunningTransfer(long id, Caller caller, Call call, TransferJournal journal) {
        this.id = id;
        this.caller = caller;
        this.request = call.request();
        this.route = call.route();
        this.sid = call.options().sid().orElse("");
        this.journal = journal;
    }

    long id() {
        return id;
    }

    String client() {
        return caller.address();
    }

    Request request() {
        return request;
    }

    Route route() {
        return route;
    }

    String sid() {
        return sid;
    }

    Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    /** Bytes of the body that had passed at the last look. */
    long bytes() {
        return bytes;
    }

    Direction direction() {
        return request instanceof Request.Upload ? Direction.IN : Direction.OUT;
    }

    @Override
    public void moving(LongSupplier told) {
        moved = told;
    }

    /** Has the event loop it lives on look how far it is. */
    void look() {
        caller.context().runOnContext(v -> {
            if (!over) {
                count(moved.getAsLong());
            }
        });
    }

    @Override
    public void ended(long all, Duration took, Outcome outcome) {
        over = true;
        count(all);
        journal.ended(
                this,
                new EndedTransfer(
                        id,
                        startMillis + took.toMillis(),
                        caller.session(),
                        client(),
                        request,
                        route,
                        sid,
                        all,
                        took,
                        outcome));
    }

    private void count(long now) {
        if (now > bytes) {
            journal.traffic().add(direction(), now - bytes);
            bytes = now;
        }
    }
}
