package dev.towpath.ops;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Whether the node has begun: it listens, whatever it may lack since then. */
@Startup
@ApplicationScoped
public class NodeStarted implements HealthCheck {

    private volatile boolean listening;

    /** The node listens. */
    public void listening() {
        listening = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("listening").status(listening).build();
    }
}
