package dev.towpath.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop do in a row when the loop has read all that has come: first each looks at the few bytes that came
 * for it, then each that has something to send sends it, then what there is to log of it is given to the log. Reading, looking, sending
 * and logging each pass much code, and the way through it is shorter for who has just been there: with small requests that way is what
 * takes the time. Yet it does not wait for longer than a round, after which the processor would have forgotten what it is about.
 */
final class LoopRound {

    private static final FastThreadLocal<LoopRound> OF_LOOP = new FastThreadLocal<>();

    private final EventLoop loop;
    private List<Connection> toLook = new ArrayList<>();
    private List<Connection> toFlush = new ArrayList<>();
    private List<TransferLogger.Line> toTell = new ArrayList<>();
    private TransferLogger.@Nullable Gatherer teller;
    private long toldAt;
    private boolean due;

    private LoopRound(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Has a connection look at what has come, if it has not done so by then. To be called on its loop.
     */
    static void look(Connection connection, EventLoop loop) {
        LoopRound round = of(loop);
        round.becomeDue();
        round.toLook.add(connection);
    }

    /**
     * Has a connection flushed. To be called on its loop.
     *
     * @param connection must not be waiting for that already
     */
    static void flush(Connection connection, EventLoop loop) {
        LoopRound round = of(loop);
        round.becomeDue();
        round.toFlush.add(connection);
    }

    /**
     * Has something logged.
     *
     * @return false if this is no thread that has rounds, and nothing was done
     */
    static boolean tell(String category, LogFields told, TransferLogger.Gatherer by) {
        LoopRound round = OF_LOOP.getIfExists();
        if (round == null) {
            return false;
        }
        round.becomeDue();
        if (round.teller != by) {
            round.tell();
            round.teller = by;
        }
        if (round.toTell.isEmpty()) {
            round.toldAt = System.currentTimeMillis();
        }
        round.toTell.add(new TransferLogger.Line(round.toldAt, category, told));
        return true;
    }

    private static LoopRound of(EventLoop loop) {
        LoopRound known = OF_LOOP.getIfExists();
        if (known != null) {
            return known;
        }
        LoopRound round = new LoopRound(loop);
        OF_LOOP.set(round);
        return round;
    }

    private void becomeDue() {
        if (!due) {
            due = true;
            loop.execute(this::run);
        }
    }

    private void run() {
        try {
            while (!toLook.isEmpty()) {
                List<Connection> looking = toLook;
                toLook = new ArrayList<>(looking.size());
                looking.forEach(Connection::look);
            }
        } finally {
            due = false; // a flush may tell somebody who has more to send
        }
        try {
            List<Connection> flushing = toFlush;
            toFlush = new ArrayList<>(flushing.size());
            flushing.forEach(Connection::flushInRound);
        } finally {
            tell();
        }
    }

    private void tell() {
        TransferLogger.Gatherer by = teller;
        if (by != null && !toTell.isEmpty()) {
            List<TransferLogger.Line> telling = toTell;
            toTell = new ArrayList<>(telling.size());
            by.take(telling);
        }
    }
}
