package dev.towpath.ops;

import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Whether the node takes work: not before it listens, not while it drains, not as a proxy whose upstream is away or is itself. */
@Readiness
@ApplicationScoped
public class NodeReadiness implements HealthCheck {

    private static final int PATIENCE_SECONDS = 8;

    private volatile Supplier<Future<Optional<String>>> problem =
            () -> Future.succeededFuture(Optional.of("not listening yet"));

    /** The node listens; {@code check} says what keeps it from working, if anything does. */
    public void listening(Supplier<Future<Optional<String>>> check) {
        this.problem = check;
    }

    /** The node ends after what it is doing. */
    public void draining() {
        this.problem = () -> Future.succeededFuture(Optional.of("draining"));
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> wrong = look();
        return wrong.isEmpty()
                ? HealthCheckResponse.up("node")
                : HealthCheckResponse.named("node")
                        .down()
                        .withData("problem", wrong.get())
                        .build();
    }

    private Optional<String> look() {
        try {
            return problem.get().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.of("the check did not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
