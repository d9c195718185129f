package dev.towpath.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * The connections of one event loop that have something to send, which they do one right after the other when the loop has looked at
 * all that came. What there is to send for a small request is made in less time than the way into the kernel takes, and that way
 * is shorter for who has just been there.
 */
final class FlushRound {

    private static final FastThreadLocal<FlushRound> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected FlushRound initialValue() {
            return new FlushRound();
        }
    };

    private List<Connection> due = new ArrayList<>();

    private FlushRound() {}

    /**
     * Has a connection flushed when this round of its loop is over. To be called on that loop.
     *
     * @param connection must not be in the round already
     */
    static void add(Connection connection, EventLoop loop) {
        FlushRound round = OF_LOOP.get();
        if (round.due.isEmpty()) {
            loop.execute(round::run);
        }
        round.due.add(connection);
    }

    private void run() {
        List<Connection> now = due;
        due = new ArrayList<>(now.size()); // a flush may tell somebody who has more to send
        now.forEach(Connection::flushInRound);
    }
}
