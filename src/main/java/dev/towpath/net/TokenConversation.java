package dev.towpath.net;

import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Token;
import dev.towpath.wire.TokenCommand;
import dev.towpath.wire.TokenFramer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * This side's end of the {@code token} dialect on one outbound connection: sends commands and contents as servers in the field can take
 * them apart, gives their messages one by one.
 *
 * <p>A message is held back until its receiver starts it. Nothing in a message says what it answers: after one that did not come in
 * time the conversation is of no use any more.
 */
public final class TokenConversation implements Connection.Events, IncomingBody.Owner {

    private static final int READ_AHEAD = 64 * 1024;

    private final Connection connection;
    private final Limits limits;
    private final Deadline deadline;
    private final Promise<Token> greeted = Promise.promise();
    private final ReadAhead ahead = new ReadAhead();
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);
    private final StringBuilder greeting = new StringBuilder(Token.LENGTH);
    private @Nullable TokenFramer framer;
    private @Nullable TokenWriter writer;
    private @Nullable Promise<Message> awaited;
    private @Nullable IncomingBody body;
    private @Nullable PeerFaultException fault;
    private boolean tokenSeen;
    private boolean advancing;
    private boolean inputEnded;

    /**
     * A message of the server, up to its token.
     *
     * @param content held back until it is started
     * @param isEmpty true if there is nothing before the token
     */
    public record Message(ByteSource content, boolean isEmpty) {

        /** Reads all of it into memory, if it is no longer than that. */
        public Future<byte[]> whole(int most) {
            return CollectedBytes.of(new Body.Stream(content), most);
        }
    }

    private TokenConversation(Connection connection, Limits limits) {
        this.connection = connection;
        this.limits = limits;
        this.deadline = connection.deadline(this::stalled);
    }

    /**
     * Takes over a connection that was just dialled, and reads the server's token.
     *
     * @return the conversation, with the welcome as its next message; or a {@link PeerFaultException}
     */
    public static Future<TokenConversation> begin(Connection connection, Limits limits) {
        TokenConversation conversation = new TokenConversation(connection, limits);
        connection.attach(conversation);
        connection.allowHalfClose(); // so that what came before the peer's end is still looked at
        conversation.deadline.in(limits.stallTimeout());
        return conversation.greeted.future().map(conversation);
    }

    /** Waits for the next message as long as is usual. */
    public Future<Message> next() {
        return next(limits.stallTimeout());
    }

    /** The same, but no longer than that: within it the first byte of the message, or its token, must come. */
    public Future<Message> next(Duration atMost) {
        if (fault != null) {
            return Future.failedFuture(fault);
        }
        Promise<Message> promise = Promise.promise();
        awaited = promise;
        deadline.in(atMost.compareTo(limits.stallTimeout()) < 0 ? atMost : limits.stallTimeout());
        advance();
        return promise.future();
    }

    /** Sends a command. */
    public Future<Void> say(TokenCommand command) {
        return send(w -> w.message(command.print()));
    }

    /** Sends the content that belongs to the command before it. */
    public Future<Void> send(Body.Stream content) {
        if (fault != null) {
            content.discard();
        }
        // what is said next would end the content, and a part of it would be stored
        return send(w -> w.message(content)).onFailure(broken -> close());
    }

    /** Leaves as servers in the field need it: in words if there is a chance that they are heard, then by a reset. */
    public Future<Void> leave() {
        boolean inWords = fault == null && writer != null && body == null;
        Future<Void> said = inWords
                ? say(new TokenCommand(TokenCommand.Verb.EXIT, "")).compose(v -> connection.flushed())
                : Future.succeededFuture();
        return said.otherwiseEmpty().onComplete(v -> close());
    }

    /** Ends it at once. */
    public void close() {
        fail(RelayFault.CLOSED_EARLY);
    }

    @Override
    public void bytes(ByteBuf in) {
        if (fault != null) {
            in.release();
            return;
        }
        ahead.add(in);
        advance();
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
        advance();
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        fail(failure instanceof IOException ? RelayFault.RESET : RelayFault.CLOSED_EARLY);
    }

    @Override
    public void flowChanged() {
        advance();
    }

    @Override
    public void abandoned() {
        close();
    }

    @Override
    public void stalled() {
        fail(RelayFault.TIMEOUT);
    }

    private interface Sending {
        Future<Void> through(TokenWriter writer);
    }

    private Future<Void> send(Sending sending) {
        if (fault != null || writer == null) {
            return Future.failedFuture(fault != null ? fault : new PeerFaultException(RelayFault.CLOSED_EARLY));
        }
        return sending.through(writer).recover(failure -> Future.failedFuture(told(failure)));
    }

    /** A write that fails says that the peer is gone or does not read; what broke the content is told as it is. */
    private Throwable told(Throwable failure) {
        if (fault != null) {
            return fault;
        }
        if (failure instanceof ClientStalledException) {
            return new PeerFaultException(RelayFault.TIMEOUT, true);
        }
        return failure instanceof ClientGoneException ? new PeerFaultException(RelayFault.RESET, true) : failure;
    }

    /** Goes as far as it can without waiting. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        while (fault == null && step()) {
            // until there is nothing to do
        }
        advancing = false;
        if (fault != null) {
            return;
        }
        boolean waits = awaited != null || !greeted.future().isComplete() || (body != null && body.wantsBytes());
        if (waits && inputEnded && ahead.isEmpty()) {
            fail(RelayFault.CLOSED_EARLY);
        } else {
            connection.setReading(ahead.bytes() < READ_AHEAD);
        }
    }

    private boolean step() {
        TokenFramer cutting = framer;
        if (cutting == null) {
            return !ahead.isEmpty() && greet();
        }
        IncomingBody receiving = body;
        if (receiving == null) {
            return awaited != null && begun(cutting);
        }
        if (!receiving.wantsBytes()) {
            return false;
        }
        if (!pieces.isEmpty()) {
            receiving.give(pieces.remove());
            return true;
        }
        if (tokenSeen) {
            tokenSeen = false;
            body = null;
            connection.expectBody(false);
            receiving.end();
            return true;
        }
        return !ahead.isEmpty() && cut(cutting);
    }

    /** The first bytes are the token, however they are cut. */
    private boolean greet() {
        ahead.take(in -> {
            int n = Math.min(in.readableBytes(), Token.LENGTH - greeting.length());
            greeting.append(in.readCharSequence(n, StandardCharsets.ISO_8859_1));
            return Unpooled.EMPTY_BUFFER;
        });
        if (greeting.length() == Token.LENGTH) {
            deadline.never();
            Token.of(greeting.toString()).ifPresentOrElse(this::greeted, () -> fail(RelayFault.BAD_ANSWER));
        }
        return true;
    }

    private void greeted(Token token) {
        framer = new TokenFramer(token);
        writer = new TokenWriter(connection, limits, token);
        greeted.complete(token);
    }

    /** The message that is waited for has begun as soon as there is a piece of it, or its token. */
    private boolean begun(TokenFramer cutting) {
        if (pieces.isEmpty() && !tokenSeen) {
            return !ahead.isEmpty() && cut(cutting);
        }
        Promise<Message> promise = awaited;
        awaited = null;
        deadline.never();
        IncomingBody coming = new IncomingBody(connection, limits, this);
        body = coming;
        connection.expectBody(true);
        if (promise != null) {
            promise.complete(new Message(coming, pieces.isEmpty()));
        }
        return true;
    }

    private boolean cut(TokenFramer cutting) {
        ahead.take(in -> {
            tokenSeen = cutting.read(in, pieces::add);
            return Unpooled.EMPTY_BUFFER;
        });
        return true;
    }

    private void fail(RelayFault what) {
        if (fault != null) {
            return;
        }
        PeerFaultException failure = new PeerFaultException(what, true);
        fault = failure;
        deadline.cancel();
        ahead.clear();
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
        connection.reset();
        if (writer != null) {
            writer.cancel(failure);
        }
        if (body != null) {
            body.fail(failure);
        }
        if (awaited != null) {
            awaited.fail(failure);
        }
        greeted.tryFail(failure);
    }
}
