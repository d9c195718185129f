package dev.towpath.ops;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicBoolean;

/** Has a proxy look at its upstream before its metrics are told, so that they tell how it is and not how it was. */
@ApplicationScoped
class FreshMetrics {

    private static final int FIRST = -1;

    /** What a scrape may wait at most; an upstream that takes longer is told of as it was at the last look. */
    private static final long PATIENCE_MILLIS = 2000;

    private final Vertx vertx;
    private final NodeWatch watch;

    @Inject
    FreshMetrics(Vertx vertx, NodeWatch watch) {
        this.vertx = vertx;
        this.watch = watch;
    }

    void register(@Observes ManagementInterface management) {
        management.router().route("/q/metrics").order(FIRST).handler(this::look);
    }

    private void look(RoutingContext request) {
        NodeWatch.Observation now = watch.now().orElse(null);
        if (now == null || now.node().upstream().isEmpty()) {
            request.next();
            return;
        }
        AtomicBoolean gone = new AtomicBoolean();
        Runnable next = () -> {
            if (gone.compareAndSet(false, true)) {
                request.next();
            }
        };
        var context = vertx.getOrCreateContext();
        long timer = vertx.setTimer(PATIENCE_MILLIS, t -> next.run());
        now.upstream()
                .refresh()
                .onComplete(done -> context.runOnContext(v -> {
                    vertx.cancelTimer(timer);
                    next.run();
                }));
    }
}
