package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpstreamWatchTest {

    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void nobody_looks_until_somebody_asks() {
        UpstreamWatch watch = watch(Future.succeededFuture(Optional.empty()));

        assertTrue(watch.found().isEmpty());
        assertEquals(0, looks.get());
    }

    @Test
    void many_who_ask_share_one_look() {
        Promise<Optional<String>> look = Promise.promise();
        UpstreamWatch watch = watch(look.future());

        Future<Void> first = watch.refresh();
        Future<Void> second = watch.refresh();
        assertFalse(first.isComplete() || second.isComplete());
        look.complete(Optional.of("refused"));

        assertTrue(first.succeeded() && second.succeeded());
        assertEquals(Optional.of("refused"), watch.found().orElseThrow().problem());
        assertTrue(watch.refresh().succeeded());
        assertEquals(1, looks.get(), "what was just found is good for a while");
    }

    @Test
    void a_look_that_fails_is_a_problem_and_no_failure() {
        UpstreamWatch watch = watch(Future.failedFuture("broken"));

        assertTrue(watch.refresh().succeeded());
        assertFalse(watch.found().orElseThrow().isUp());
    }

    private UpstreamWatch watch(Future<Optional<String>> answer) {
        return new UpstreamWatch(() -> {
            looks.incrementAndGet();
            return answer;
        });
    }
}
