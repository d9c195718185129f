package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.net.TransferLogger;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of transfers passes by the logging system only where it would do nothing but write it. */
class LogFormTest {

    private static final String CATEGORY = "dev.towpath.access";

    private final Vertx vertx = Vertx.vertx();
    private final Logger root = LogContext.getLogContext().getLogger("");
    private final Logger logger = LogContext.getLogContext().getLogger(CATEGORY);
    private final Handler[] before = root.getHandlers();
    private final java.util.logging.Level levelBefore = logger.getLevel();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final LogForm form =
            new LogForm(() -> LogConfig.Format.TEXT, new PrintStream(out, true, StandardCharsets.UTF_8));
    private final ConsoleHandler console = new ConsoleHandler(new PatternFormatter(TextLines.PATTERN));
    private final ExtHandler parent = new ExtHandler() {
        @Override
        protected void doPublish(ExtLogRecord record) {
            records++;
            publishToNestedHandlers(record);
        }
    };
    private int records;

    private static final class Heard extends ExtHandler {
        private final List<String> lines = new ArrayList<>();

        @Override
        protected void doPublish(ExtLogRecord record) {
            lines.add(record.getFormattedMessage());
        }
    }

    @BeforeEach
    void stand() {
        console.setOutputStream(out);
        console.setLevel(Level.ALL);
        parent.addHandler(console);
        root.setHandlers(new Handler[] {parent});
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        form.gatherNoMore();
        root.setHandlers(before);
        logger.setLevel(levelBefore);
        logger.setHandlers(new Handler[0]);
        logger.setUseParentHandlers(true);
        logger.setFilter(null);
        vertx.close();
    }

    private void logged() {
        form.start(new StartupEvent());
        form.gather(vertx);
        log();
        form.gatherNoMore();
    }

    private static void log() {
        TransferLogger transfers = new TransferLogger(CATEGORY);
        assertTrue(transfers.isOn());
        transfers.log(new Told("a line"));
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void as_it_comes_no_record_is_made() {
        logged();

        assertEquals(0, records);
        assertTrue(text().endsWith(" INFO  [de.to.access] a line\n"), this::text);
    }

    @Test
    void who_listens_besides_hears_all() {
        Heard heard = new Heard();
        root.addHandler(heard);

        logged();

        assertEquals(List.of("a line"), heard.lines);
        assertTrue(text().endsWith("a line\n"), this::text);
    }

    @Test
    void who_listens_to_transfers_alone_hears_all() {
        Heard heard = new Heard();
        logger.addHandler(heard);

        logged();

        assertEquals(List.of("a line"), heard.lines);
    }

    @Test
    void a_pattern_of_the_users_own_is_obeyed() {
        console.setFormatter(new PatternFormatter("own %s%n"));

        logged();

        assertEquals("own a line\n", text());
    }

    @Test
    void what_is_held_back_stays_so() {
        logger.setFilter(record -> false);
        logged();
        assertEquals("", text());
    }

    @Test
    void a_console_that_wants_warnings_alone_gets_no_more() {
        console.setLevel(Level.WARN);
        logged();
        assertEquals("", text());
    }

    @Test
    void after_the_end_it_is_logged_as_all_else_is() {
        logged();
        out.reset();

        log();

        assertEquals(1, records);
        assertTrue(text().endsWith("a line\n"), this::text);
    }
}
