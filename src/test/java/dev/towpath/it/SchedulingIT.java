package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.towpath.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That nodes interrupt nobody when they wake: without it a busy machine does a third less, and no other test would fail. */
class SchedulingIT extends ProcessTest {

    private static final int OTHER = 0;
    private static final int BATCH = 3;
    private static final int IDLE = 5;

    @BeforeAll
    static void there_is_chrt() {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chrt"))),
                "no chrt, which a jar needs for it, and these tests for the rest");
    }

    @Test
    void nodes_run_in_batches() throws Exception {
        ProcessUnderTest server = launcher().server(root("a"));
        awaitPolicies(server, BATCH);
        awaitPolicies(launcher().proxy(server.port()), BATCH);
    }

    @Test
    void a_node_is_left_as_it_is_where_that_is_wanted() throws Exception {
        ProcessUnderTest told =
                launcher().with("TOWPATH_THREADS_BATCH", "false").server(root("a"));
        ProcessUnderTest given = launcher().behind("chrt", "--idle", "0").server(root("a"));
        awaitPolicies(launcher().server(root("a")), BATCH); // which takes as long as it would with the others
        assertEquals(Set.of(OTHER), ProcFs.policies(told.pid()));
        assertEquals(Set.of(IDLE), ProcFs.policies(given.pid()));
    }

    private static void awaitPolicies(ProcessUnderTest node, int policy) throws Exception {
        Await.until(
                Duration.ofSeconds(10),
                () -> ProcFs.policies(node.pid()).equals(Set.of(policy)),
                () -> node.pid() + " is not: " + node);
    }
}
