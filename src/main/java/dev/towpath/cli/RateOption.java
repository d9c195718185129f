package dev.towpath.cli;

import dev.towpath.client.RateLimit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How fast a command that transfers may be. */
final class RateOption {

    /** Nodes close what stays below 1 KiB a second; a limit close above that is no rate to rely on. */
    private static final long SAFE = 2048;

    @Option(
            names = "--limit-rate",
            paramLabel = "RATE",
            converter = Rate.class,
            description = "Bytes a second at most, in all: 500K, 10M, 1G.")
    @Nullable
    Long bytesPerSecond;

    private @Nullable RateLimit limit;

    /** Reads {@code 4096}, {@code 500K}, {@code 10M}, {@code 1G}: bytes, or 1024, 1024² or 1024³ of them. */
    static final class Rate implements ITypeConverter<Long> {

        private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([KMG]?)");

        @Override
        public Long convert(String value) {
            Matcher form = FORM.matcher(value.toUpperCase(Locale.ROOT));
            long number = form.matches() ? Long.parseLong(form.group(1)) : 0;
            if (number == 0) {
                throw new TypeConversionException("'" + value + "' is no rate like 500K, 10M or 1G");
            }
            return switch (form.group(2)) {
                case "K" -> number << 10;
                case "M" -> number << 20;
                case "G" -> number << 30;
                default -> number;
            };
        }
    }

    /** One for the whole command; tells the user of a limit that nodes may not put up with. */
    RateLimit limit(Streams streams) {
        Long rate = bytesPerSecond;
        if (limit == null) {
            limit = rate == null ? RateLimit.NONE : RateLimit.of(rate);
            if (rate != null && rate < SAFE) {
                streams.tell("towpath: nodes break off what stays below 1 KiB a second for a minute");
            }
        }
        return limit;
    }
}
