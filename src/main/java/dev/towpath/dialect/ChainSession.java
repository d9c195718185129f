package dev.towpath.dialect;

import dev.towpath.net.BodyWriter;
import dev.towpath.net.Caller;
import dev.towpath.net.ClientGoneException;
import dev.towpath.net.Connection;
import dev.towpath.net.Deadline;
import dev.towpath.net.HangUpException;
import dev.towpath.net.Limits;
import dev.towpath.net.Outcome;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.Session;
import dev.towpath.net.ToldTransfer;
import dev.towpath.net.TransferListener;
import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.ChainCodec;
import dev.towpath.wire.Protocol;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in one of the older chains: one request, one answer, the end.
 *
 * <p>Nothing marks the end of a request but a FIN or a moment without bytes. What fails before the first byte of the answer closes
 * the connection, in {@code chain-sized} behind an {@code NA}; what fails later resets it, since these clients take a FIN for the end
 * of a whole file.
 */
final class ChainSession implements Session, Connection.Events {

    private static final Duration QUIET_BEHIND_LINE = Duration.ofMillis(50);
    private static final Duration QUIET_WITHIN_LINE = Duration.ofMillis(300);
    private static final int ACKNOWLEDGEMENT = 4;
    private static final String NOT_AVAILABLE = "NA";

    private final Connection connection;
    private final Caller caller;
    private final Protocol protocol;
    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;
    private final BodyWriter writer;
    private final Deadline quiet;
    private final Deadline patience;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream(128);
    private ToldTransfer transfer = ToldTransfer.NONE;
    private State state = State.READING;
    private @Nullable Response announced;
    private int acknowledged;

    private enum State {
        READING,
        WORKING,
        AWAITING_ACKNOWLEDGEMENT,
        SENDING,
        OVER
    }

    ChainSession(
            Connection connection,
            Caller caller,
            Protocol protocol,
            RequestHandler handler,
            Limits limits,
            List<TransferListener> listeners) {
        this.connection = connection;
        this.caller = caller;
        this.protocol = protocol;
        this.handler = handler;
        this.limits = limits;
        this.listeners = listeners;
        this.writer = new BodyWriter(connection, limits);
        this.quiet = connection.deadline(this::complete);
        this.patience = connection.deadline(this::tooLate);
    }

    void begin() {
        patience.in(limits.idleTimeout());
    }

    @Override
    public void bytes(ByteBuf in) {
        try {
            if (state == State.READING) {
                read(in);
            } else if (state == State.AWAITING_ACKNOWLEDGEMENT) {
                acknowledge(in.readableBytes());
            } else if (state == State.WORKING ? !isBlank(in) : protocol == Protocol.CHAIN_STREAM) {
                breakOff(new ClientGoneException()); // the request was complete
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void inputEnded() {
        if (state == State.READING) {
            complete();
        } else if (state == State.AWAITING_ACKNOWLEDGEMENT) {
            breakOff(new ClientGoneException());
        }
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        quiet.cancel();
        patience.cancel();
        if (state == State.AWAITING_ACKNOWLEDGEMENT) {
            breakOff(new ClientGoneException());
        } else if (state == State.SENDING) {
            writer.cancel(new ClientGoneException());
        }
        state = State.OVER;
    }

    @Override
    public void drain() {
        if (state == State.READING && request.size() == 0) {
            close();
        }
    }

    private void read(ByteBuf in) {
        if (request.size() == 0) {
            patience.in(limits.lineTimeout());
        }
        if (request.size() + in.readableBytes() > ChainCodec.MAX_REQUEST) {
            state = State.OVER;
            connection.reset();
            return;
        }
        boolean lineEnds = in.getByte(in.writerIndex() - 1) == '\n';
        try {
            in.readBytes(request, in.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        quiet.in(lineEnds ? QUIET_BEHIND_LINE : QUIET_WITHIN_LINE);
    }

    private void complete() {
        quiet.cancel();
        patience.never();
        if (request.size() == 0) {
            close();
            return;
        }
        state = State.WORKING;
        Future.succeededFuture(request.toByteArray())
                .map(bytes -> ChainCodec.parse(protocol, bytes))
                .compose(this::handle)
                .onComplete(result -> {
                    if (state == State.OVER) {
                        if (result.succeeded()) {
                            result.result().discard(new ClientGoneException());
                        }
                        ended(0, Outcome.of(new ClientGoneException()));
                    } else if (result.succeeded()) {
                        respond(result.result());
                    } else {
                        refuse(result.cause());
                    }
                });
    }

    private Future<Response> handle(Call call) {
        transfer = ToldTransfer.start(listeners, caller, call);
        return handler.handle(call, caller);
    }

    private void respond(Response response) {
        boolean sized = response.status() instanceof Status.Sized;
        if (response.status() instanceof Status.Err err) {
            response.discard(new RefusedException(err));
            refuse(new RefusedException(err));
        } else if (protocol == Protocol.CHAIN_STREAM) {
            send(response);
        } else if (sized) {
            announce(response);
        } else {
            RefusedException unfit = new RefusedException(Refusal.FILE_NOT_FOUND);
            response.discard(unfit);
            refuse(unfit);
        }
    }

    /** Tells the size in one write, and waits for the client to want the file. */
    private void announce(Response response) {
        state = State.AWAITING_ACKNOWLEDGEMENT;
        announced = response;
        patience.in(limits.stallTimeout());
        long size = response.status() instanceof Status.Sized sized ? sized.size() : 0;
        if (connection.isInputEnded()) {
            breakOff(new ClientGoneException()); // no acknowledgement can come any more
            return;
        }
        if (response.body() instanceof Body.Stream stream) {
            stream.source().whenBroken(() -> breakOff(new HangUpException("the next hop is gone")));
        }
        say(Long.toString(size));
    }

    private static boolean isBlank(ByteBuf in) {
        return in.forEachByte(b -> b == '\n' || b == '\r') < 0;
    }

    private void acknowledge(int bytes) {
        acknowledged = Math.min(ACKNOWLEDGEMENT, acknowledged + bytes);
        Response response = announced;
        if (state == State.AWAITING_ACKNOWLEDGEMENT && acknowledged == ACKNOWLEDGEMENT && response != null) {
            patience.never();
            send(response);
        }
    }

    private void send(Response response) {
        state = State.SENDING;
        // these clients take a FIN for the end of a whole file: until it is whole there must be none, whoever closes
        connection.resetWhenClosed(true);
        transfer.moving(writer::bodyBytes);
        writer.writeBody(response.body()).onComplete(sent -> {
            response.done().accept(sent.cause());
            ended(writer.bodyBytes(), sent.succeeded() ? Outcome.COMPLETE : Outcome.of(sent.cause()));
            if (sent.succeeded()) {
                connection.resetWhenClosed(false);
                close();
            } else {
                state = State.OVER;
                connection.reset();
            }
        });
    }

    /** Nothing of the answer was sent yet. */
    private void refuse(Throwable cause) {
        ended(
                0,
                cause instanceof RefusedException refused
                        ? Outcome.refused(refused.status().text())
                        : Outcome.of(cause));
        if (protocol == Protocol.CHAIN_SIZED) {
            say(NOT_AVAILABLE);
        }
        close();
    }

    /** The client does not keep to the dialect, or is gone. */
    private void breakOff(Throwable cause) {
        Response response = announced;
        if (state == State.AWAITING_ACKNOWLEDGEMENT && response != null) {
            response.discard(cause);
            ended(0, Outcome.of(cause));
        }
        if (state == State.SENDING) {
            writer.cancel(cause);
        }
        state = State.OVER;
        connection.reset();
    }

    private void tooLate() {
        if (state == State.READING) {
            listeners.forEach(l -> l.silent(caller, request.size() > 0));
            quiet.cancel();
            close();
        } else {
            breakOff(new ClientGoneException());
        }
    }

    private void say(String text) {
        connection.write(text.getBytes(StandardCharsets.US_ASCII));
        connection.flush();
    }

    /** Sends FIN, reads and drops what the client still sends, closes: the last bytes must not be lost to a reset. */
    private void close() {
        state = State.OVER;
        patience.cancel();
        quiet.cancel();
        connection.linger(limits);
    }

    private void ended(long bytes, Outcome outcome) {
        transfer.ended(bytes, outcome);
    }
}
