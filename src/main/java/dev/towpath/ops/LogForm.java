package dev.towpath.ops;

import dev.towpath.net.TransferLogger;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.logging.LogCleanupFilter;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Has the console's log lines written in the form that the configuration asks for. */
@ApplicationScoped
class LogForm {

    /** Before anything else of the program may have something to say. */
    private static final int FIRST = 1;

    /** Above all loggers of transfers. */
    private static final String TOP = "dev";

    private final LogConfig config;
    private final PrintStream stream;
    private final List<Console> consoles = new ArrayList<>();
    private volatile List<LogBatch> batches = List.of();

    /** The console's handler, and the one that it stands behind. */
    private record Console(ConsoleHandler handler, ExtHandler parent) {}

    @Inject
    LogForm(
            LogConfig config,
            @ConfigProperty(name = "quarkus.log.console.stderr", defaultValue = "false") boolean stderr) {
        this(config, stderr ? System.err : System.out);
    }

    /** @param stream where the console writes to */
    LogForm(LogConfig config, PrintStream stream) {
        this.config = config;
        this.stream = stream;
    }

    void start(@Observes @Priority(FIRST) StartupEvent event) {
        for (Handler handler : LogContext.getLogContext().getLogger("").getHandlers()) {
            if (handler instanceof ExtHandler parent) {
                install(parent);
            }
        }
    }

    /** There will be many lines. */
    void gather(Vertx vertx) {
        batches = consoles.stream()
                .map(console -> LogBatch.of(vertx, console.handler(), console.parent()))
                .toList();
        if (batches.size() == 1 && isOnlyPlace(batches.get(0))) {
            TransferLogger.gatherBy(batches.get(0).gatherer(stream).orElse(null));
        }
    }

    /** There may be no time to gather any more. */
    void gatherNoMore() {
        TransferLogger.gatherBy(null);
        batches.forEach(LogBatch::end);
    }

    /** True if all that is logged of transfers comes there and nowhere else, and nothing on its way there would hold any of it back. */
    private boolean isOnlyPlace(LogBatch batch) {
        Console console = consoles.get(0);
        Logger root = LogContext.getLogContext().getLogger("");
        return Collections.list(LogContext.getLogContext().getLoggerNames()).stream()
                        .filter(name -> name.equals(TOP) || name.startsWith(TOP + '.'))
                        .allMatch(LogForm::isPassedOn)
                && root.getFilter() == null
                && Arrays.equals(root.getHandlers(), new Handler[] {console.parent()})
                && Arrays.equals(console.parent().getHandlers(), new Handler[] {batch})
                && Stream.of(console.parent(), console.handler()).allMatch(LogForm::isOpen);
    }

    private static boolean isOpen(Handler handler) {
        return handler.getLevel().intValue() <= Level.INFO.intValue()
                && (handler.getFilter() == null || handler.getFilter() instanceof LogCleanupFilter);
    }

    private static boolean isPassedOn(String logger) {
        Logger one = LogContext.getLogContext().getLogger(logger);
        return one.getHandlers().length == 0 && one.getUseParentHandlers() && one.getFilter() == null;
    }

    /** Handlers may stand behind others, the console's behind one that waits for the start. */
    private void install(ExtHandler parent) {
        if (parent instanceof ConsoleHandler alone) {
            alone.setFormatter(formatter(alone.getFormatter())); // nobody to stand behind: each line is written at once
        }
        for (Handler handler : parent.getHandlers()) {
            if (handler instanceof ConsoleHandler console) {
                console.setFormatter(formatter(console.getFormatter()));
                consoles.add(new Console(console, parent));
            } else if (handler instanceof ExtHandler further) {
                install(further);
            }
        }
    }

    private Formatter formatter(Formatter configured) {
        if (config.format() == LogConfig.Format.JSON) {
            return new JsonLines();
        }
        boolean usual = configured.getClass() == PatternFormatter.class
                && TextLines.PATTERN.equals(((PatternFormatter) configured).getPattern());
        return usual ? new TextLines((PatternFormatter) configured) : configured;
    }
}
