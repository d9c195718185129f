package dev.towpath.ops;

import dev.towpath.net.LogFields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Writes log records as lines of text: those of transfers, of which there may be very many, without the machinery of patterns, all
 * others as the pattern that was configured has them, which should look alike.
 */
final class TextLines extends ExtFormatter {

    /** What the lines look like, which is how they are configured unless a user has said otherwise. */
    static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{2.}] %s%e%n";

    private final ExtFormatter others;
    private final ZoneId zone = ZoneId.systemDefault();
    private final DateTimeFormatter second = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.", Locale.ROOT);
    private final DateTimeFormatter offset = DateTimeFormatter.ofPattern("XXX", Locale.ROOT);
    private final Map<String, String> categories = new ConcurrentHashMap<>();
    private volatile Second latest = new Second(Long.MIN_VALUE, "", "");

    /** A second as text: what comes before its milliseconds, and what after. */
    private record Second(long epoch, String before, String after) {}

    TextLines(ExtFormatter others) {
        this.others = others;
    }

    @Override
    public String format(ExtLogRecord record) {
        LogFields told = TransferRecord.fields(record);
        if (told == null) {
            return others.format(record);
        }
        StringBuilder line = new StringBuilder(160);
        time(record.getInstant(), line);
        line.append(' ');
        String level = record.getLevel().getName();
        line.append(level);
        line.append(" ".repeat(Math.max(1, 6 - level.length())));
        String logger = record.getLoggerName();
        line.append('[')
                .append(categories.computeIfAbsent(logger, TextLines::shortened))
                .append("] ");
        told.print(line);
        return line.append('\n').toString();
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return others.isCallerCalculationRequired();
    }

    private void time(Instant at, StringBuilder line) {
        Second now = latest;
        if (now.epoch() != at.getEpochSecond()) {
            var local = at.atZone(zone);
            now = new Second(at.getEpochSecond(), second.format(local), offset.format(local));
            latest = now;
        }
        int millis = at.getNano() / 1_000_000;
        line.append(now.before());
        line.append((char) ('0' + millis / 100))
                .append((char) ('0' + millis / 10 % 10))
                .append((char) ('0' + millis % 10))
                .append(now.after());
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
