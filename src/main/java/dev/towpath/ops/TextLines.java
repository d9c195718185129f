package dev.towpath.ops;

import dev.towpath.net.LogFields;
import dev.towpath.wire.LineBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.Nullable;

/**
 * Writes log records as lines of text: those of transfers, of which there may be very many, without the machinery of patterns, all
 * others as the pattern that was configured has them, which should look alike.
 */
final class TextLines extends LineForm {

    /** What the lines look like, which is how they are configured unless a user has said otherwise. */
    static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{2.}] %s%e%n";

    private final ExtFormatter others;
    private final DateTimeFormatter toSecond = format("yyyy-MM-dd'T'HH:mm:ss.");
    private final DateTimeFormatter offset = format("XXX");
    private final Map<String, Beginning> latest = new ConcurrentHashMap<>();

    /** How the lines of one logger at INFO begin at one time, which those of a round have in common. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Beginning(long millis, byte[] text, Second second) {}

    /** The same within one second, before its thousandths and behind them. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    private record Second(long seconds, byte[] before, byte[] behind) {}

    TextLines(ExtFormatter others) {
        this.others = others;
    }

    @Override
    String line(ExtLogRecord record) {
        LogFields told = TransferRecord.fields(record);
        if (told == null || record.getLevel().intValue() != Level.INFO.intValue()) {
            return others.format(record);
        }
        LineBuilder line = new LineBuilder(USUAL_LENGTH);
        print(record.getInstant().toEpochMilli(), record.getLoggerName(), told, line);
        return line.toString();
    }

    @Override
    void print(long millis, String logger, LogFields told, LineBuilder lines) {
        Beginning now = latest.get(logger);
        if (now == null || now.millis() != millis) {
            now = beginning(millis, logger, now == null ? null : now.second());
            latest.put(logger, now);
        }
        lines.append(now.text());
        told.print(lines);
        lines.append('\n');
    }

    private Beginning beginning(long millis, String logger, @Nullable Second latest) {
        long seconds = Math.floorDiv(millis, 1000L);
        Second second = latest;
        if (second == null || second.seconds() != seconds) {
            Instant at = Instant.ofEpochSecond(seconds);
            String behind = offset.format(at) + " INFO  [" + shortened(logger) + "] ";
            second = new Second(seconds, utf8(toSecond.format(at)), utf8(behind));
        }
        LineBuilder text = new LineBuilder(USUAL_LENGTH)
                .append(second.before())
                .appendDigits(millis - 1000 * seconds, 3)
                .append(second.behind());
        return new Beginning(millis, text.toBytes(), second);
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return others.isCallerCalculationRequired();
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** As the pattern's {@code %c{2.}} has it: two letters of each package, and the last name whole. */
    private static String shortened(String logger) {
        String[] parts = logger.split("\\.", -1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length - 1; i++) {
            text.append(parts[i], 0, Math.min(2, parts[i].length())).append('.');
        }
        return text.append(parts[parts.length - 1]).toString();
    }
}
