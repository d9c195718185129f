package dev.towpath.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.net.LogFields;
import dev.towpath.net.TransferLogger;
import dev.towpath.testing.Await;
import dev.towpath.wire.LineBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines come out in their order, soon, and few at a time cost few writes. */
class LogBatchTest {

    private final Vertx vertx = Vertx.vertx();
    private final Output out = new Output();
    private final PrintStream stream = new PrintStream(out, false, StandardCharsets.UTF_8);
    private final ConsoleHandler console = new ConsoleHandler(new PatternFormatter("%s%n"));
    private final ExtHandler parent = new ExtHandler() {
        @Override
        protected void doPublish(ExtLogRecord record) {
            publishToNestedHandlers(record);
        }
    };

    /** Counts writes. */
    private static final class Output extends ByteArrayOutputStream {
        private int writes;

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            writes++;
            super.write(bytes, offset, length);
        }

        synchronized int writes() {
            return writes;
        }

        synchronized String text() {
            return toString(StandardCharsets.UTF_8);
        }
    }

    LogBatchTest() {
        console.setOutputStream(out);
        console.setLevel(Level.ALL);
        parent.addHandler(console);
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    private void log(String line) {
        ExtLogRecord record =
                new ExtLogRecord(Level.INFO, "%s", ExtLogRecord.FormatStyle.PRINTF, LogBatchTest.class.getName());
        record.setParameters(new Object[] {new Told(line)});
        parent.publish(record);
    }

    private void logOther(String line) {
        parent.publish(new ExtLogRecord(Level.INFO, line, LogBatchTest.class.getName()));
    }

    @Test
    void many_lines_are_few_writes_and_none_is_lost() throws Exception {
        LogBatch.of(vertx, console, parent);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            log("line " + i);
            expected.append("line ").append(i).append('\n');
        }

        Await.until(Duration.ofSeconds(5), () -> out.text().equals(expected.toString()), out::text);
        assertEquals(true, out.writes() < 500, "writes: " + out.writes());

        log("later");
        Await.until(Duration.ofSeconds(5), () -> out.text().endsWith("later\n"), out::text);
    }

    @Test
    void lines_without_records_are_written_in_their_order_with_all_others() throws Exception {
        console.setFormatter(new TextLines(new PatternFormatter("%s%n")));
        LogBatch batch = LogBatch.of(vertx, console, parent);
        TransferLogger.Gatherer gatherer = batch.gatherer(stream).orElseThrow();

        gatherer.take(List.of(line("one"), line("two")));
        assertEquals("", out.text());
        logOther("three");
        gatherer.take(List.of(line("four")));

        Await.until(Duration.ofSeconds(5), () -> out.text().endsWith("four\n"), out::text);
        assertEquals(
                List.of("one", "two", "three", "four"),
                out.text()
                        .lines()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .toList());
        batch.end();
        gatherer.take(List.of(line("five")));
        assertEquals(true, out.text().endsWith("[de.to.access] five\n"), out.text());
    }

    /** Each thread's in its order, and far more than may wait. */
    @Test
    void lines_without_records_of_many_threads_come_each_once() throws Exception {
        console.setFormatter(new TextLines(new PatternFormatter("%s%n")));
        TransferLogger.Gatherer gatherer =
                LogBatch.of(vertx, console, parent).gatherer(stream).orElseThrow();

        assertEachOnceOfFourThreads(
                50,
                texts -> gatherer.take(texts.stream().map(LogBatchTest::line).toList()));

        assertEquals(true, out.writes() < 200, "writes: " + out.writes());
    }

    /**
     * Has each of four threads log 5,000 texts, and sees that all come out, each once and behind those of its thread that were before it.
     *
     * @param atOnce so many are logged together
     */
    private void assertEachOnceOfFourThreads(int atOnce, Consumer<List<String>> log) throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int number = t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5000; i += atOnce) {
                    log.accept(IntStream.range(i, i + atOnce)
                            .mapToObj(j -> number + "." + j)
                            .toList());
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        Await.until(
                Duration.ofSeconds(5),
                () -> out.text().lines().count() == 20_000,
                () -> "lines: " + out.text().lines().count());
        for (int t = 0; t < 4; t++) {
            String own = t + ".";
            assertEquals(
                    IntStream.range(0, 5000).mapToObj(i -> own + i).toList(),
                    out.text()
                            .lines()
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .filter(line -> line.startsWith(own))
                            .toList());
        }
    }

    /** A reader of the log may be slow, so that one thread still writes when another has told of a transfer and then something else. */
    @Test
    void what_a_thread_says_behind_a_transfers_line_comes_behind_it_though_another_thread_writes() throws Exception {
        console.setFormatter(new TextLines(new PatternFormatter("%s%n")));
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        PrintStream slow = new PrintStream(out, false, StandardCharsets.UTF_8) {
            @Override
            public void write(byte[] bytes, int offset, int length) {
                writing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.write(bytes, offset, length);
            }
        };
        LogBatch batch = LogBatch.of(vertx, console, parent);
        TransferLogger.Gatherer gatherer = batch.gatherer(slow).orElseThrow();
        gatherer.take(List.of(line("first")));
        Thread one = new Thread(batch::flush);
        one.start();
        writing.await();
        Thread other = new Thread(() -> {
            gatherer.take(List.of(line("transfer")));
            logOther("behind");
        });
        other.start();
        Await.until(
                Duration.ofSeconds(5),
                () -> other.getState() == Thread.State.WAITING,
                () -> other.getState().name());

        go.countDown();
        one.join();
        other.join();

        assertEquals(
                List.of("first", "transfer", "behind"),
                out.text()
                        .lines()
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .toList());
    }

    /** What it was made of is gone by then, and what comes next is told as if nothing had happened. */
    @Test
    void a_line_that_can_not_be_made_takes_none_of_the_later_with_it() {
        console.setFormatter(new TextLines(new PatternFormatter("%s%n")));
        LogBatch batch = LogBatch.of(vertx, console, parent);
        TransferLogger.Gatherer gatherer = batch.gatherer(stream).orElseThrow();
        LogFields broken = new LogFields() {
            @Override
            public void print(LineBuilder line) {
                throw new IllegalStateException("broken");
            }

            @Override
            public Map<String, Object> fields() {
                return Map.of();
            }
        };

        assertThrows(
                IllegalStateException.class,
                () -> gatherer.take(List.of(new TransferLogger.Line(0, "dev.towpath.access", broken))));
        gatherer.take(List.of(line("one")));
        batch.end();

        assertEquals(true, out.text().endsWith("[de.to.access] one\n"), out.text());
        assertEquals(1, out.text().lines().count());
    }

    @Test
    void a_console_that_can_not_show_a_character_writes_what_it_can() throws Exception {
        console.setFormatter(new TextLines(new PatternFormatter("%s%n")));
        console.setCharset(StandardCharsets.ISO_8859_1);
        LogBatch batch = LogBatch.of(vertx, console, parent);
        TransferLogger.Gatherer gatherer = batch.gatherer(stream).orElseThrow();

        gatherer.take(List.of(line("plain")));
        batch.flush();
        gatherer.take(List.of(line("gr\u00fcn"), line("\u65e5")));
        batch.flush();
        gatherer.take(List.of(line("plain again")));
        batch.end();

        assertEquals(
                List.of("plain", "gr\u00fcn", "?", "plain again"),
                out.toString(StandardCharsets.ISO_8859_1)
                        .lines()
                        .map(line -> line.substring(line.indexOf(']') + 2))
                        .toList());
    }

    @Test
    void a_form_of_the_users_own_needs_records() {
        assertEquals(true, LogBatch.of(vertx, console, parent).gatherer(stream).isEmpty());
    }

    private static TransferLogger.Line line(String text) {
        return new TransferLogger.Line(0, "dev.towpath.access", new Told(text));
    }

    @Test
    void what_is_not_of_a_transfer_is_written_at_once_behind_what_waits() {
        LogBatch.of(vertx, console, parent);
        log("a transfer");

        logOther("something else");

        assertEquals("a transfer\nsomething else\n", out.text());
    }

    @Test
    void no_more_than_a_bounded_number_of_lines_waits() throws Exception {
        Vertx single = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        single.runOnContext(v -> {
            blocked.countDown();
            try {
                end.await(); // so long no timer fires
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        blocked.await();
        try {
            LogBatch.of(single, console, parent);
            for (int i = 0; i < 1023; i++) {
                log("line");
            }
            assertEquals("", out.text());

            log("one more");

            assertEquals(1024, out.text().lines().count());
        } finally {
            end.countDown();
            single.close();
        }
    }

    @Test
    void lines_of_many_threads_come_each_once_and_in_the_order_of_their_thread() throws Exception {
        LogBatch.of(vertx, console, parent);

        assertEachOnceOfFourThreads(1, texts -> texts.forEach(this::log));
    }

    @Test
    void who_flushes_or_closes_the_parent_finds_nothing_waiting() {
        LogBatch.of(vertx, console, parent);
        log("one");
        parent.flush();
        assertEquals("one\n", out.text());
        log("two");

        parent.close();

        assertEquals("one\ntwo\n", out.text());
    }

    @Test
    void it_takes_the_place_of_the_console_among_the_handlers() {
        List<String> heard = new ArrayList<>();
        parent.addHandler(new ExtHandler() {
            @Override
            protected void doPublish(ExtLogRecord record) {
                heard.add(record.getFormattedMessage());
            }
        });

        LogBatch batch = LogBatch.of(vertx, console, parent);
        log("one");
        batch.end();

        assertEquals(List.of("one"), heard);
        assertEquals("one\n", out.text());
        assertEquals(batch, parent.getHandlers()[0]);
    }

    @Test
    void at_the_end_nothing_waits() {
        LogBatch batch = LogBatch.of(vertx, console, parent);
        log("one");

        batch.end();

        assertEquals("one\n", out.text());
        log("two");
        assertEquals("one\ntwo\n", out.text());
    }

    @Test
    void a_line_that_takes_long_to_make_leaves_soon_after() throws Exception {
        long begin = System.nanoTime();
        console.setFormatter(new PatternFormatter("%s%n") {
            @Override
            public String format(ExtLogRecord record) {
                try {
                    Await.until(
                            Duration.ofSeconds(5),
                            () -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(200),
                            () -> "time stands still");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return super.format(record);
            }
        });
        LogBatch.of(vertx, console, parent);
        log("late");

        Await.until(Duration.ofSeconds(3), () -> out.text().equals("late\n"), out::text);
    }

    @Test
    void a_line_after_the_end_of_the_loops_is_written_and_harms_nobody() throws Exception {
        LogBatch.of(vertx, console, parent);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);

        log("after");
        log("still");

        assertEquals("after\nstill\n", out.text());
    }
}
