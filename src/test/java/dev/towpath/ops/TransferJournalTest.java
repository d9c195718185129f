package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.net.Outcome;
import dev.towpath.net.TransferListener.Transfer;
import dev.towpath.ops.Traffic.Direction;
import dev.towpath.wire.Call;
import dev.towpath.wire.Request;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransferJournalTest {

    private final Vertx vertx = Vertx.vertx();
    private final Caller caller =
            new Caller("s1", "10.1.2.3:4711", (ContextInternal) vertx.getOrCreateContext(), Future.succeededFuture());
    private final TransferJournal journal = new TransferJournal();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void the_last_hundred_are_kept_the_latest_first() {
        for (int i = 0; i < TransferJournal.KEPT + 5; i++) {
            start("f" + i).ended(i, Duration.ofMillis(3), Outcome.COMPLETE);
        }

        assertEquals(TransferJournal.KEPT, journal.recent().size());
        assertEquals(TransferJournal.KEPT + 4, journal.recent().get(0).bytes());
        assertEquals(5, journal.recent().get(TransferJournal.KEPT - 1).bytes());
        assertEquals(0, journal.runningCount());
    }

    @Test
    void an_ended_transfer_tells_who_what_and_how() {
        start("a").ended(7, Duration.ofMillis(3), Outcome.refused("file not found"));

        EndedTransfer ended = journal.recent().get(0);
        assertEquals("10.1.2.3:4711", ended.client());
        assertEquals("s1", ended.session());
        assertEquals("a", ended.request().subject());
        assertEquals(Outcome.End.REFUSED, ended.outcome().end());
    }

    @Test
    void uploads_count_as_bytes_in_and_all_else_as_bytes_out() {
        start("a").ended(7, Duration.ofMillis(3), Outcome.COMPLETE);
        journal.started(caller, Call.of(new Request.Upload(9, RemotePath.of("b"))))
                .ended(9, Duration.ofMillis(3), Outcome.COMPLETE);

        assertEquals(7, journal.traffic().total(Direction.OUT));
        assertEquals(9, journal.traffic().total(Direction.IN));
    }

    private Transfer start(String path) {
        return journal.started(caller, Call.of(new Request.Download(RemotePath.of(path))));
    }
}
