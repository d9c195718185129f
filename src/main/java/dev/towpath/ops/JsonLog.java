package dev.towpath.ops;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Has the console's log lines written as JSON, if the configuration asks for it. */
@ApplicationScoped
class JsonLog {

    /** Before anything else of the program may have something to say. */
    private static final int FIRST = 1;

    private final LogConfig config;

    @Inject
    JsonLog(LogConfig config) {
        this.config = config;
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        if (config.format() == LogConfig.Format.JSON) {
            install(LogContext.getLogContext().getLogger("").getHandlers());
        }
    }

    /** Handlers may stand behind others, the console's behind one that waits for the start. */
    private static void install(Handler[] handlers) {
        for (Handler handler : handlers) {
            if (handler instanceof ConsoleHandler) {
                handler.setFormatter(new JsonLines());
            } else if (handler instanceof ExtHandler many) {
                install(many.getHandlers());
            }
        }
    }
}
