package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.net.TransferLogger;
import dev.towpath.wire.LineBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of transfers look as the configured pattern would have them. */
class TextLinesTest {

    private final PatternFormatter pattern = new PatternFormatter(TextLines.PATTERN);
    private final TextLines format = new TextLines(pattern);

    @ParameterizedTest
    @CsvSource({
        "INFO, dev.towpath.access, 2026-03-04T05:06:07.008009Z",
        "WARN, dev.towpath.proxy.nat, 2026-03-04T05:06:07.999999Z",
        "ERROR, a.b.c.d, 2026-03-04T05:06:08Z",
        "DEBUG, single, 2026-12-31T23:59:59.050Z",
        "INFO, dev.towpath.access, 1969-12-31T23:59:59.050Z"
    })
    void a_transfer_is_told_as_the_pattern_has_it(String level, String logger, String at) {
        ExtLogRecord record = new ExtLogRecord(
                Level.parse(level), "%s", ExtLogRecord.FormatStyle.PRINTF, TextLinesTest.class.getName());
        record.setLoggerName(logger);
        record.setInstant(Instant.parse(at));
        record.setParameters(new Object[] {new Told("DOWNLOAD 100 %s {0} $1")});

        assertEquals(pattern.format(record), format.format(record));
        assertEquals(pattern.format(record), format.format(record));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.towpath.access, 2026-03-04T05:06:07.008Z, 2026-03-04T05:06:07.009Z",
        "dev.towpath.nat, 2026-03-04T05:06:59.999Z, 2026-03-04T05:07:00Z",
        "single, 1969-12-31T23:59:59.050Z, 1969-12-31T23:59:59.050Z"
    })
    void lines_without_records_look_like_those_with(String logger, Instant first, Instant second) {
        StringBuilder expected = new StringBuilder();
        List<TransferLogger.Line> lines = new ArrayList<>();
        for (Instant at : List.of(first, first, second, first)) {
            Told told = new Told("LIST 100 %s {0} $1 " + lines.size());
            ExtLogRecord record =
                    new ExtLogRecord(Level.INFO, "%s", ExtLogRecord.FormatStyle.PRINTF, TextLinesTest.class.getName());
            record.setLoggerName(logger);
            record.setInstant(at);
            record.setParameters(new Object[] {told});
            expected.append(pattern.format(record));
            lines.add(new TransferLogger.Line(at.toEpochMilli(), logger, told));
        }

        LineBuilder made = new LineBuilder(1);
        format.print(lines, made);
        assertEquals(expected.toString(), format.format(new LineForm.Lines(made)));
    }

    @Test
    void all_else_is_left_to_the_pattern() {
        ExtLogRecord record = new ExtLogRecord(
                Level.INFO, "%s fails", ExtLogRecord.FormatStyle.PRINTF, TextLinesTest.class.getName());
        record.setLoggerName("dev.towpath");
        record.setParameters(new Object[] {new Told("it")});
        record.setThrown(new IllegalStateException("why"));

        assertEquals(pattern.format(record), format.format(record));
    }

    /** Another pattern would be obeyed, but slowly. */
    @Test
    void the_pattern_is_the_one_that_is_configured() throws IOException {
        Properties configured = new Properties();
        try (InputStream in = TextLines.class.getResourceAsStream("/application.properties")) {
            configured.load(in);
        }

        assertEquals(TextLines.PATTERN, configured.getProperty("quarkus.log.console.format"));
    }
}
