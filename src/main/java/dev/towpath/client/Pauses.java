package dev.towpath.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: each about twice as long as the one before, and none quite as long as another client's. */
final class Pauses {

    private static final Duration FIRST = Duration.ofMillis(200);

    private final Duration longest;
    private Duration next = FIRST;

    Pauses(Duration longest) {
        this.longest = longest;
    }

    /** How long to wait now: half to one and a half times as long as it would be without chance. */
    Duration next() {
        Duration pause = next;
        Duration doubled = pause.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.ofMillis(
                (long) (pause.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
    }

    /** Begins with the shortest again. */
    void reset() {
        next = FIRST;
    }
}
