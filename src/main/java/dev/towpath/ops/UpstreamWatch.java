package dev.towpath.ops;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the last look at a proxy's upstream has found. Nobody looks unless somebody asks, and however many ask, there is one look at a
 * time and none sooner than {@link #FRESH} after the last. Safe for use by many threads.
 */
final class UpstreamWatch {

    static final Duration FRESH = Duration.ofSeconds(3);

    private final Supplier<Future<Optional<String>>> look;
    private Future<Void> latest = Future.succeededFuture();
    private volatile @Nullable Finding found;

    /**
     * The outcome of a look.
     *
     * @param problem nothing if all is well
     */
    record Finding(Optional<String> problem, Instant at) {

        boolean isUp() {
            return problem.isEmpty();
        }
    }

    UpstreamWatch(Supplier<Future<Optional<String>>> look) {
        this.look = look;
    }

    /** What is known; nothing before the first look has ended. */
    Optional<Finding> found() {
        return Optional.ofNullable(found);
    }

    /**
     * Looks again if the last look is old.
     *
     * @return ends when {@link #found} is fresh; never fails
     */
    synchronized Future<Void> refresh() {
        Finding known = found;
        boolean fresh = known != null && known.at().plus(FRESH).isAfter(Instant.now());
        if (!fresh && latest.isComplete()) {
            latest = look.get()
                    .otherwise(failure -> Optional.of("the check did not end"))
                    .onSuccess(problem -> found = new Finding(problem, Instant.now()))
                    .mapEmpty();
        }
        return latest;
    }
}
