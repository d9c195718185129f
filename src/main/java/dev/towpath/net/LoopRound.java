package dev.towpath.net;

import dev.towpath.kernel.SocketCalls;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.impl.ContextInternal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one event loop do in a row when the loop has read all that has come: step by step, each step for all of them
 * before the next begins. A small request passes more code than the processor's nearest cache holds, and the way through a step is far
 * shorter right behind another one. Yet nothing waits for longer than a round, after which that cache would have forgotten what it is about.
 */
final class LoopRound {

    private static final FastThreadLocal<LoopRound> OF_LOOP = new FastThreadLocal<>();

    /** So much there is room for at first. */
    private static final int USUAL = 64;

    private final EventLoop loop;
    private final Tasks requests = new Tasks();
    private final Tasks answers = new Tasks();
    private final Tasks handling = new Tasks();
    private final Tasks asking = new Tasks();
    private final Tasks answering = new Tasks();
    private final Queue<Connection> toFlush = new Queue<>(Connection[]::new);
    private final ByteBuf smallMessage = Unpooled.directBuffer(Outbox.SMALL, Outbox.SMALL);
    private final SmallBuffers buffers = SmallBuffers.ofLoop();
    private final SocketCalls calls = SocketCalls.ofSystem();
    private final List<TransferLogger.Line> toTell = new ArrayList<>();
    private TransferLogger.@Nullable Gatherer teller;
    private long toldAt;
    private long nanos;
    private boolean isTimed;
    private boolean running;
    private boolean due;

    /** The steps before what there is to send is sent, in their order. */
    enum Step {
        /** What has come from clients is looked at. */
        REQUESTS,
        /** What has come from other nodes is looked at. */
        ANSWERS,
        /** Requests are handled. */
        HANDLING,
        /** Other nodes are asked. */
        ASKING,
        /** Clients are answered. */
        ANSWERING
    }

    private LoopRound(EventLoop loop) {
        this.loop = loop;
    }

    /** The rounds of a loop. To be called on it. */
    static LoopRound of(EventLoop loop) {
        LoopRound known = OF_LOOP.getIfExists();
        if (known != null) {
            return known;
        }
        LoopRound round = new LoopRound(loop);
        OF_LOOP.set(round);
        return round;
    }

    /**
     * Has something done in a step of this round. What goes wrong with it is reported to its context, and stops nothing that comes behind
     * it. To be called on the loop.
     *
     * @param context to do it on, one of the loop
     */
    void add(Step step, ContextInternal context, Runnable action) {
        becomeDue();
        switch (step) {
            case REQUESTS -> requests.add(action, context);
            case ANSWERS -> answers.add(action, context);
            case HANDLING -> handling.add(action, context);
            case ASKING -> asking.add(action, context);
            case ANSWERING -> answering.add(action, context);
        }
    }

    /**
     * Has a connection flushed. To be called on the loop.
     *
     * @param connection must not be waiting for that already
     */
    void flush(Connection connection) {
        becomeDue();
        toFlush.add(connection);
    }

    /** Memory for one message of at most {@link Outbox#SMALL} bytes on its way to a socket. */
    ByteBuf smallMessage() {
        return smallMessage;
    }

    SmallBuffers buffers() {
        return buffers;
    }

    SocketCalls calls() {
        return calls;
    }

    /** The time as {@link System#nanoTime} has it, within a round that of when it was first asked for. To be called on the loop. */
    long nanoTime() {
        if (!isTimed) {
            nanos = System.nanoTime();
            isTimed = running;
        }
        return nanos;
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

    private void becomeDue() {
        if (!due) {
            due = true;
            loop.execute(this::run);
        }
    }

    private void run() {
        running = true;
        try {
            go();
        } finally {
            running = false;
            isTimed = false;
            tell();
        }
    }

    private void go() {
        try {
            for (Tasks step = next(); step != null; step = next()) {
                run(step);
            }
        } finally {
            due = false; // a flush may tell somebody who has more to send
        }
        int count = toFlush.begin();
        for (int i = 0; i < count; i++) {
            toFlush.take(i).flushInRound();
        }
    }

    /** Changes the context as rarely as it can: nearly all that is done on a loop has the same. */
    private static void run(Tasks tasks) {
        ContextInternal current = null;
        ContextInternal outer = null;
        try {
            int count = tasks.begin();
            for (int i = 0; i < count; i++) {
                ContextInternal context = tasks.contexts.take(i);
                if (context != current) {
                    if (current != null) {
                        current.endDispatch(outer);
                    }
                    current = context;
                    outer = current.beginDispatch();
                }
                try {
                    tasks.actions.take(i).run();
                } catch (Throwable failure) {
                    current.reportException(failure);
                }
            }
        } finally {
            if (current != null) {
                current.endDispatch(outer);
            }
        }
    }

    /** The first step in which there is something to do. */
    private @Nullable Tasks next() {
        if (!requests.isEmpty()) {
            return requests;
        } else if (!answers.isEmpty()) {
            return answers;
        } else if (!handling.isEmpty()) {
            return handling;
        } else if (!asking.isEmpty()) {
            return asking;
        }
        return answering.isEmpty() ? null : answering;
    }

    private void tell() {
        TransferLogger.Gatherer by = teller;
        if (by != null && !toTell.isEmpty()) {
            try {
                by.take(toTell);
            } finally {
                toTell.clear();
            }
        }
    }

    /** What is to be done in a step, and on which contexts. */
    private static final class Tasks {
        private final Queue<Runnable> actions = new Queue<>(Runnable[]::new);
        private final Queue<ContextInternal> contexts = new Queue<>(ContextInternal[]::new);

        void add(Runnable action, ContextInternal context) {
            actions.add(action);
            contexts.add(context);
        }

        boolean isEmpty() {
            return actions.isEmpty();
        }

        int begin() {
            contexts.begin();
            return actions.begin();
        }
    }

    /** What waits for a step, and what is being done. */
    private static final class Queue<T> {
        private T[] waiting;
        private T[] begun;
        private int count;

        Queue(IntFunction<@Nullable T[]> array) {
            this.waiting = array.apply(USUAL);
            this.begun = array.apply(USUAL);
        }

        void add(T one) {
            if (count == waiting.length) {
                waiting = Arrays.copyOf(waiting, 2 * count);
            }
            waiting[count++] = one;
        }

        boolean isEmpty() {
            return count == 0;
        }

        /**
         * Begins with all that waits now; what is added from now on waits for the next time.
         *
         * @return how many there are to {@link #take}
         */
        int begin() {
            T[] next = waiting;
            waiting = begun;
            begun = next;
            int all = count;
            count = 0;
            return all;
        }

        /** One of those, for the only time. */
        T take(int index) {
            T one = begun[index];
            begun[index] = null;
            return one;
        }
    }
}
