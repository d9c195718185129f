package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is done now and then while a transfer runs. */
@Timeout(30)
class TickerTest {

    /** An interrupt would close the channel that it writes to, and with it the standard output. */
    @Test
    void the_end_waits_for_a_report_that_is_being_written() throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        AtomicBoolean written = new AtomicBoolean();
        Ticker ticker = Ticker.of(new ReportStyle(Streams.standard(), true, false, false), () -> {
            writing.countDown();
            try {
                assertFalse(never.await(200, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            written.set(true);
        });
        assertTrue(writing.await(10, TimeUnit.SECONDS));

        ticker.close();

        assertTrue(written.get());
        assertFalse(interrupted.get());
    }
}
