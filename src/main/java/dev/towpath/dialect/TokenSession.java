package dev.towpath.dialect;

import dev.towpath.net.ClientGoneException;
import dev.towpath.net.Connection;
import dev.towpath.net.Deadline;
import dev.towpath.net.Limits;
import dev.towpath.net.Session;
import dev.towpath.net.TokenWriter;
import dev.towpath.wire.LineTooLongException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Status;
import dev.towpath.wire.Token;
import dev.towpath.wire.TokenCommand;
import dev.towpath.wire.TokenStatus;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in the {@code token} dialect: sends the token and the welcome, then has commands answered, in order.
 *
 * <p>While an answer is owed, any end of the connection that is not of the client's making is a reset: these clients take a FIN for
 * the end of nothing and wait for ever. Meanwhile up to 64 KiB are read ahead; beyond that reading pauses. The content of an upload
 * goes from the same input to whoever stores it, up to its token, before the next command is looked at.
 */
final class TokenSession implements Session, Connection.Events {

    private static final int READ_AHEAD = 64 * 1024;

    private final Connection connection;
    private final TokenCommands commands;
    private final Limits limits;
    private final TokenInput input;
    private final TokenWriter writer;
    private final Deadline deadline;
    private @Nullable UploadContent content;
    private boolean reading = true;
    private boolean advancing;
    private boolean owing;
    private boolean inputEnded;
    private boolean draining;
    private boolean over;

    TokenSession(Connection connection, TokenCommands commands, Token token, Limits limits) {
        this.connection = connection;
        this.commands = commands;
        this.limits = limits;
        this.input = new TokenInput(token);
        this.writer = new TokenWriter(connection, limits, token);
        this.deadline = connection.deadline(this::tooSilent);
    }

    void begin() {
        owe(writer.token().compose(sent -> commands.welcome()).compose(writer::message));
    }

    @Override
    public void bytes(ByteBuf in) {
        if (over) {
            in.release();
            return;
        }
        input.add(in);
        advance();
    }

    @Override
    public void inputEnded() {
        inputEnded = true;
        advance();
    }

    @Override
    public void closed(@Nullable Throwable failure) {
        end(new ClientGoneException());
    }

    @Override
    public void drain() {
        draining = true;
        advance();
    }

    /** Goes as far as it can without waiting. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        boolean wasInCommand = input.inCommand();
        try {
            while (!over && step()) {
                wasInCommand = false;
            }
        } catch (LineTooLongException e) {
            refuseAndLeave(new Status.Err(Refusal.LINE_TOO_LONG.text()));
        } finally {
            advancing = false;
        }
        if (!over) {
            settle(wasInCommand);
        }
    }

    /** Takes a piece of content, or a command; false if there is none that may be taken now. */
    private boolean step() {
        UploadContent receiving = content;
        if (receiving != null) {
            if (input.unreadBytes() == 0 || !receiving.isWanted()) {
                return false;
            }
            if (input.nextContent(receiving::give)) {
                content = null;
                connection.expectBody(false);
                receiving.end();
            }
            return true;
        }
        if (owing || draining) {
            return false;
        }
        byte[] command = input.nextCommand();
        if (command != null) {
            run(TokenCommand.parse(command));
        }
        return command != null;
    }

    /** Sets reading and deadline for the time until something happens. */
    private void settle(boolean wasInCommand) {
        if (!owing && (inputEnded || draining)) {
            hangUp();
            return;
        }
        if (content != null && inputEnded && input.unreadBytes() == 0) {
            breakOff(new ClientGoneException());
            return;
        }
        boolean room = input.unreadBytes() < READ_AHEAD;
        if (room != reading) {
            reading = room;
            connection.setReading(room);
        }
        if (owing) {
            deadline.never();
        } else if (!input.inCommand()) {
            deadline.in(limits.idleTimeout());
        } else if (!wasInCommand) {
            deadline.in(limits.lineTimeout());
        }
    }

    private void run(TokenCommand command) {
        if (command.verb() == TokenCommand.Verb.EXIT) {
            hangUp();
            return;
        }
        UploadContent following = command.verb() == TokenCommand.Verb.UL
                ? new UploadContent(connection, limits, this::advance, this::breakOff)
                : null;
        content = following;
        connection.expectBody(following != null);
        owe(Future.succeededFuture(command)
                .compose(c -> commands.run(c, following))
                .compose(reply -> payload(reply).compose(sent -> status(reply.error()))));
    }

    private Future<Void> payload(TokenReply reply) {
        return reply.payload() == null
                ? Future.succeededFuture()
                : reply.payload().send(writer);
    }

    private Future<Void> status(Status.@Nullable Err error) {
        return writer.message(new TokenStatus(commands.path(), error).print());
    }

    /** Goes on when the answer has left. */
    private void owe(Future<Void> answer) {
        owing = true;
        connection.resetWhenClosed(true);
        answer.onComplete(sent -> {
            if (over) {
                return;
            }
            if (sent.failed()) {
                breakOff(sent.cause());
                return;
            }
            owing = false;
            writer.handedOver().onSuccess(v -> whole());
            advance();
        });
    }

    /** From here on a FIN tells no lie. */
    private void whole() {
        if (!owing && !over) {
            connection.resetWhenClosed(false);
        }
    }

    private void tooSilent() {
        commands.silent(input.inCommand());
        hangUp();
    }

    /** What comes from here on can't be understood. */
    private void refuseAndLeave(Status.Err error) {
        draining = true;
        input.clear();
        owe(status(error));
    }

    /** The client is gone, or an answer that it is owed can't be given or ended. */
    private void breakOff(Throwable cause) {
        if (!over) {
            end(cause);
            connection.reset();
        }
    }

    /** Sends FIN, reads and drops what the client still sends, closes: the last bytes must not be lost to a reset. */
    private void hangUp() {
        if (!over) {
            end(new ClientGoneException());
            connection.resetWhenClosed(false);
            connection.linger(limits);
        }
    }

    private void end(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        deadline.cancel();
        input.clear();
        UploadContent receiving = content;
        content = null;
        if (receiving != null) {
            receiving.fail(cause);
        }
        writer.cancel(cause);
    }
}
