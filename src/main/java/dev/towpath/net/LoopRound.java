package dev.towpath.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * What the connections of one event loop do in a row when the loop has read all that has come: first each looks at the few bytes that came
 * for it, then each that has something to send sends it. Reading, looking and sending each pass much code, and the way through it is
 * shorter for who has just been there: with small requests that way is what takes the time.
 */
final class LoopRound {

    private static final FastThreadLocal<LoopRound> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected LoopRound initialValue() {
            return new LoopRound();
        }
    };

    private List<Connection> toLook = new ArrayList<>();
    private List<Connection> toFlush = new ArrayList<>();
    private boolean due;

    private LoopRound() {}

    /**
     * Has a connection look at what has come, if it has not done so by then. To be called on its loop.
     */
    static void look(Connection connection, EventLoop loop) {
        of(loop).toLook.add(connection);
    }

    /**
     * Has a connection flushed. To be called on its loop.
     *
     * @param connection must not be waiting for that already
     */
    static void flush(Connection connection, EventLoop loop) {
        of(loop).toFlush.add(connection);
    }

    private static LoopRound of(EventLoop loop) {
        LoopRound round = OF_LOOP.get();
        if (!round.due) {
            round.due = true;
            loop.execute(round::run);
        }
        return round;
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
        List<Connection> flushing = toFlush;
        toFlush = new ArrayList<>(flushing.size());
        flushing.forEach(Connection::flushInRound);
    }
}
