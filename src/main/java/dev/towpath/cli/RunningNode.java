package dev.towpath.cli;

import dev.towpath.kernel.Scheduling;
import dev.towpath.net.Listener;
import dev.towpath.ops.NodeWatch;
import dev.towpath.ops.ObservedNode;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The node this process runs, from its start to its drain. */
@ApplicationScoped
class RunningNode {

    private static final Logger LOG = Logger.getLogger("dev.towpath");

    private final NodeWatch watch;
    private final ThreadConfig threads;
    private volatile @Nullable Node node;

    @Inject
    RunningNode(NodeWatch watch, ThreadConfig threads) {
        this.watch = watch;
        this.threads = threads;
    }

    /**
     * Waits for the node to listen, says so, and stays until the process is told to end.
     *
     * @param role for the messages
     * @param settings where it was asked to listen, among others
     * @param does what it does, for the log
     */
    int serve(Future<Node> starting, String role, Node.Settings settings, String does) {
        Node started = Waiting.on(starting, role);
        node = started;
        watch.listening(observed(started, role, settings));
        LOG.infof("%s listens on %s:%d and %s", role, started.listener().host(), started.port(), does);
        for (int i = 0; i < settings.dialects().size(); i++) {
            Listener further = started.listeners().get(i + 1);
            LOG.infof("%s listens on %s:%d", settings.dialects().get(i).protocol(), further.host(), further.port());
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            StopSignals.handle(this::drain);
            if (threads.batch()) {
                Scheduling.inBatches();
            }
        }
        Quarkus.waitForExit();
        return ExitCodes.DONE;
    }

    private static ObservedNode observed(Node node, String role, Node.Settings settings) {
        List<String> listens = new ArrayList<>();
        for (int i = 0; i < node.listeners().size(); i++) {
            Listener listener = node.listeners().get(i);
            String dialect = i == 0 ? "" : settings.dialects().get(i - 1).protocol() + " ";
            listens.add(dialect + listener.host() + ':' + listener.port());
        }
        return new ObservedNode(
                role,
                Version.text(),
                listens,
                node.upstream(),
                node.nat(),
                node.listener().admission(),
                node.problem(),
                settings.limits().drainTimeout());
    }

    private void drain() {
        Node running = node;
        if (running == null) {
            Quarkus.asyncExit(ExitCodes.DONE);
            return;
        }
        watch.draining();
        LOG.infof("draining: %d connections are open; a second signal ends at once", running.connections());
        running.drain().onComplete(v -> Quarkus.asyncExit(ExitCodes.DONE));
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Node running = node;
        if (running != null) {
            try {
                running.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("the port was not closed in order", e);
            }
        }
    }
}
