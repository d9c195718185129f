package dev.towpath.ops;

import dev.towpath.net.LogFields;
import dev.towpath.net.TransferLogger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;

/**
 * Writes log records as lines of text: those of transfers, of which there may be very many, without the machinery of patterns, all
 * others as the pattern that was configured has them, which should look alike.
 */
final class TextLines extends LineForm {

    /** What the lines look like, which is how they are configured unless a user has said otherwise. */
    static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p [%c{2.}] %s%e%n";

    private final ExtFormatter others;
    private final DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
            .withZone(ZoneId.systemDefault());
    private final Map<String, Beginning> latest = new ConcurrentHashMap<>();

    /** How the lines of one logger at INFO begin within one millisecond. */
    private record Beginning(long millis, String text) {}

    TextLines(ExtFormatter others) {
        this.others = others;
    }

    @Override
    String line(ExtLogRecord record) {
        LogFields told = TransferRecord.fields(record);
        if (told == null || record.getLevel().intValue() != Level.INFO.intValue()) {
            return others.format(record);
        }
        return lines(
                List.of(new TransferLogger.Line(record.getInstant().toEpochMilli(), record.getLoggerName(), told)));
    }

    @Override
    void print(long millis, String logger, LogFields told, StringBuilder lines) {
        Beginning now = latest.get(logger);
        if (now == null || now.millis() != millis) {
            now = new Beginning(
                    millis, time.format(Instant.ofEpochMilli(millis)) + " INFO  [" + shortened(logger) + "] ");
            latest.put(logger, now);
        }
        lines.append(now.text());
        told.print(lines);
        lines.append('\n');
    }

    @Override
    public boolean isCallerCalculationRequired() {
        return others.isCallerCalculationRequired();
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
