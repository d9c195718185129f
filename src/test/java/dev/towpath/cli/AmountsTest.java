package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048576, 1.0 MiB",
        "9223372036854775807, 8.0 EiB"
    })
    void bytes_have_binary_units(long bytes, String shown) {
        assertEquals(shown, Amounts.bytes((double) bytes));
    }

    @Test
    void the_way_has_share_rate_and_time_left() {
        assertEquals("1.0 MiB of 4.0 MiB  25%  1.0 MiB/s  0:03 left", Amounts.way(1 << 20, 4 << 20, 1));
        assertEquals("0 B of 0 B  100%  0 B/s  ? left", Amounts.way(0, 0, 1));
        assertEquals("1 B of 7200 B  0%  1 B/s  1:59:59 left".replace("7200 B", "7.0 KiB"), Amounts.way(1, 7200, 1));
    }

    @Test
    void where_the_total_is_not_known_there_is_no_share() {
        assertEquals("1.0 MiB  512.0 KiB/s", Amounts.way(1 << 20, -1, 2));
    }

    @Test
    void more_than_was_promised_leaves_no_negative_time() {
        assertEquals("2 B of 1 B  200%  1 B/s  0:00 left", Amounts.way(2, 1, 2));
    }
}
