package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import dev.towpath.store.WallRace.Outcome;
import dev.towpath.store.WallRace.Verb;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every verb while somebody exchanges what is asked for, as fast as it goes, for what leads out of the root. A hit is an operation that came
 * upon the exchange between its check and its use; without one the race has shown nothing, and fails.
 */
@Timeout(120)
class WallRaceTest {

    private static final Duration ENOUGH = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(40);

    @TempDir
    Path parent;

    @ParameterizedTest
    @EnumSource(Verb.class)
    void nothing_gets_through_the_wall(Verb verb) throws Exception {
        try (WallRace race = new WallRace(parent)) {
            Outcome outcome = race.run(new LocalStore(race.root()), verb, ENOUGH, LIMIT);

            assertNull(outcome.breach(), outcome::toString);
            assertTrue(outcome.hits() > 0, "no exchange fell between check and use: " + outcome);
            assertTrue(outcome.done() > 0, "nothing was ever done: " + outcome);
            assertEquals(0, outcome.refused().getOrDefault(Reason.BROKEN, 0), outcome::toString);
        }
    }

    @ParameterizedTest
    @EnumSource(Verb.class)
    void a_store_that_trusts_paths_is_found_out(Verb verb) throws Exception {
        try (WallRace race = new WallRace(parent)) {
            Outcome outcome = race.run(new PathBasedStore(race.root()), verb, LIMIT, LIMIT);

            assertTrue(outcome.breach() != null, "nothing got through: " + outcome);
        }
    }
}
