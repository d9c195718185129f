package dev.towpath.net;

import dev.towpath.wire.Call;
import dev.towpath.wire.LineFramer;
import dev.towpath.wire.LineTooLongException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.RequestCodec;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in the line protocol: reads requests, has each answered, in order.
 *
 * <p>It waits for a line, or a request is being handled, or an answer is on its way; a flag for each keeps the next request
 * from being looked at before the answer to this one has left. Meanwhile up to 64 KiB are read ahead, so that a reset is seen
 * at once; beyond that reading pauses.
 */
final class LineSession implements Session, Connection.Events {

    private static final int READ_AHEAD = 64 * 1024;

    private final Connection connection;
    private final Caller caller;
    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;
    private final ResponseWriter writer;
    private final Deadline deadline;
    private final LineFramer framer = new LineFramer();
    private final ArrayDeque<ByteBuf> ahead = new ArrayDeque<>(1);
    private int aheadBytes;
    private boolean reading = true;
    private boolean advancing;
    private boolean busy;
    private boolean inputEnded;
    private boolean draining;
    private boolean over;

    LineSession(
            Connection connection,
            Caller caller,
            RequestHandler handler,
            Limits limits,
            List<TransferListener> listeners) {
        this.connection = connection;
        this.caller = caller;
        this.handler = handler;
        this.limits = limits;
        this.listeners = listeners;
        this.writer = new ResponseWriter(connection, limits);
        this.deadline = connection.deadline(this::hangUp);
    }

    void begin() {
        deadline.in(limits.idleTimeout());
    }

    @Override
    public void bytes(ByteBuf in) {
        if (over) {
            in.release();
            return;
        }
        aheadBytes += in.readableBytes();
        keep(in);
        advance();
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
        advance();
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        over = true;
        dropInput();
        deadline.cancel();
        writer.cancel(new ClientGoneException());
    }

    @Override
    public void drain() {
        draining = true;
        advance();
    }

    /** Keeps bytes for later; a few of them go where there is room, so that none pins a buffer of its own. */
    private void keep(ByteBuf in) {
        ByteBuf last = ahead.peekLast();
        if (last != null && last.writableBytes() >= in.readableBytes()) {
            last.writeBytes(in);
            in.release();
        } else {
            ahead.add(in);
        }
    }

    /** Goes as far as it can without waiting. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        boolean wasInLine = framer.inLine();
        while (!busy && !over && !draining) {
            byte[] line = nextLine();
            if (line == null) {
                break;
            }
            wasInLine = false;
            if (line.length > 0) {
                request(line);
            }
        }
        advancing = false;
        if (!over) {
            settle(wasInLine);
        }
    }

    private byte @Nullable [] nextLine() {
        for (ByteBuf in = ahead.peek(); in != null; in = ahead.peek()) {
            int before = in.readableBytes();
            try {
                byte[] line = framer.next(in);
                if (line != null) {
                    return line;
                }
            } catch (LineTooLongException e) {
                answer(Response.of(new Status.Err(Refusal.LINE_TOO_LONG.text())));
                hangUp();
                return null;
            } finally {
                aheadBytes -= before - in.readableBytes();
                if (!in.isReadable() && !ahead.isEmpty()) {
                    ahead.remove().release();
                }
            }
        }
        return null;
    }

    /** Sets reading, deadline and flush for the time until something happens. */
    private void settle(boolean wasInLine) {
        connection.flush();
        if (!busy && (inputEnded || draining)) {
            hangUp();
            return;
        }
        boolean room = !busy || aheadBytes < READ_AHEAD;
        if (room != reading) {
            reading = room;
            connection.setReading(room);
        }
        if (busy) {
            deadline.never();
        } else if (!framer.inLine()) {
            deadline.in(limits.idleTimeout());
        } else if (!wasInLine) {
            deadline.in(limits.lineTimeout());
        }
    }

    private void request(byte[] line) {
        Call call;
        try {
            call = RequestCodec.parse(line);
        } catch (RefusedException e) {
            answer(Response.of(e.status()));
            return;
        }
        busy = true;
        Exchange exchange = new Exchange(call);
        // within compose, whatever is thrown becomes a failure: a session must never be left waiting for itself
        Future.succeededFuture(call).compose(c -> handler.handle(c, caller)).onComplete(result -> {
            if (result.succeeded()) {
                exchange.respond(result.result());
            } else {
                exchange.fail(result.cause());
            }
        });
    }

    /** Sends a line that no handler was asked for. */
    private void answer(Response response) {
        busy = true;
        writer.write(response).onComplete(sent -> {
            busy = false;
            if (sent.failed()) {
                cutOff(sent.cause());
            } else {
                advance();
            }
        });
    }

    /** Lets what was written arrive, then closes. */
    private void hangUp() {
        if (!over) {
            over = true;
            dropInput();
            deadline.cancel();
            connection.linger(limits);
        }
    }

    /** Closes after an answer that broke. */
    private void cutOff(Throwable cause) {
        if (cause instanceof ClientStalledException) {
            over = true;
            connection.abort();
        } else {
            hangUp();
        }
    }

    private void dropInput() {
        for (ByteBuf in = ahead.poll(); in != null; in = ahead.poll()) {
            in.release();
        }
        aheadBytes = 0;
    }

    /** One request from its line to the end of its answer. */
    private final class Exchange {
        private final Call call;
        private final List<TransferListener.Transfer> transfers;

        Exchange(Call call) {
            this.call = call;
            this.transfers = call.request().isTransfer()
                    ? listeners.stream().map(l -> l.started(caller, call)).toList()
                    : List.of();
        }

        void respond(Response response) {
            if (over) {
                response.discard(new ClientGoneException());
                ended(0, Outcome.of(new ClientGoneException()));
                return;
            }
            Future.succeededFuture(response).compose(writer::write).onComplete(sent -> {
                response.done().accept(sent.cause());
                ended(writer.bodyBytes(), outcome(response, sent.cause()));
                busy = false;
                if (sent.failed()) {
                    cutOff(sent.cause());
                } else if (call.request() instanceof Request.Quit && response.status() instanceof Status.Ok) {
                    hangUp();
                } else {
                    advance();
                }
            });
        }

        void fail(Throwable failure) {
            Optional<Status.Err> reply = Faults.reply(failure, caller);
            if (reply.isPresent()) {
                respond(Response.of(reply.get()));
            } else {
                ended(0, Outcome.of(failure));
                busy = false;
                hangUp();
            }
        }

        private Outcome outcome(Response response, @Nullable Throwable failure) {
            if (failure != null) {
                return Outcome.of(failure);
            }
            return response.status() instanceof Status.Err err ? Outcome.refused(err.text()) : Outcome.COMPLETE;
        }

        private void ended(long bytes, Outcome outcome) {
            transfers.forEach(t -> t.ended(bytes, outcome));
        }
    }
}
