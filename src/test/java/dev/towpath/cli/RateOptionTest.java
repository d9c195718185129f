package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.DownloadPlan;
import dev.towpath.client.RateLimit;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RateOptionTest {

    private final List<String> told = new ArrayList<>();
    private final Streams streams =
            new Streams(told::add, told::add, Channels.newChannel(new java.io.ByteArrayOutputStream()));

    @ParameterizedTest
    @CsvSource({"1,1", "4096,4096", "1K,1024", "500k,512000", "10M,10485760", "2g,2147483648"})
    void a_rate_is_bytes_or_kibi_mebi_gibibytes(String text, long bytes) {
        assertEquals(bytes, new RateOption.Rate().convert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0M", "-1", "1.5M", "10MB", "M", "1 M", "9999999999", "1T", "١"})
    void anything_else_is_no_rate(String text) {
        assertThrows(TypeConversionException.class, () -> new RateOption.Rate().convert(text));
    }

    @Test
    void a_command_has_one_limit_and_is_told_of_one_that_nodes_do_not_put_up_with() {
        RateOption option = new RateOption();
        assertSame(RateLimit.NONE, option.limit(streams));
        option = new RateOption();
        option.bytesPerSecond = 1000L;
        assertSame(option.limit(streams), option.limit(streams));
        assertEquals(1, told.size());
    }

    @Test
    void streams_are_from_one_to_sixteen_and_for_one_file_of_the_line_protocol() {
        StreamsOption option = new StreamsOption();
        for (int n : new int[] {0, -1, 17}) {
            option.streams = n;
            assertThrows(UsageException.class, () -> option.in(DownloadPlan.PLAIN, false, false));
        }
        option.streams = 16;
        assertEquals(
                16, option.in(new DownloadPlan(true, 3, false), false, false).streams());
        assertTrue(option.in(new DownloadPlan(true, 3, false), false, false).resume());
        assertThrows(UsageException.class, () -> option.in(DownloadPlan.PLAIN, true, false));
        assertThrows(UsageException.class, () -> option.in(DownloadPlan.PLAIN, false, true));
        option.streams = 1;
        assertEquals(DownloadPlan.PLAIN, option.in(DownloadPlan.PLAIN, true, true));
    }
}
