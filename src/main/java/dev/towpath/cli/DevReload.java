package dev.towpath.cli;

import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Looks for changed sources in dev mode.
 *
 * <p>Quarkus looks only when a request reaches its HTTP port, and that port is never open here.
 */
@ApplicationScoped
class DevReload {

    private static final Logger LOG = Logger.getLogger(DevReload.class);
    private static final long PERIOD_MILLIS = 1000;

    private volatile boolean stopped;

    void start(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            Thread thread = new Thread(this::look, "dev-reload");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        // No interrupt: a reload stops the application from within this very thread.
        stopped = true;
    }

    private void look() {
        try {
            while (!stopped) {
                Thread.sleep(PERIOD_MILLIS);
                HotReplacementContext context = DevConsoleManager.getHotReplacementContext();
                if (!stopped && context != null) {
                    context.doScan(false);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.warnf("dev mode looks for changes no more: %s", e.getMessage());
        }
    }
}
