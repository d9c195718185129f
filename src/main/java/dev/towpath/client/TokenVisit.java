package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.PeerFaultException;
import dev.towpath.net.TokenConversation;
import dev.towpath.net.TokenConversation.Message;
import dev.towpath.net.TokenWriter;
import dev.towpath.wire.Body;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Text;
import dev.towpath.wire.TokenCommand;
import dev.towpath.wire.TokenCommand.Verb;
import dev.towpath.wire.TokenStatus;
import dev.towpath.wire.TokenWelcome;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * One visit to a server of the {@code token} dialect: from its welcome into a folder, and what is asked there.
 *
 * @param welcome what it said first
 */
record TokenVisit(TokenConversation conversation, TokenWelcome welcome) {

    private static final int LONGEST_WELCOME = 64 * 1024 * 1024;
    private static final int LONGEST_STATUS = 64 * 1024;
    private static final int LONGEST_SIZE = 32;

    /** How long a size may take, without which all else still works. Older servers say nothing at all of a missing file. */
    private static final Duration SIZE = Duration.ofSeconds(3);

    /** Reads the welcome, then changes the folder step by step, the one way that every server knows. */
    static Future<TokenVisit> of(TokenConversation conversation, List<String> folders) {
        return conversation
                .next()
                .compose(message -> message.whole(LONGEST_WELCOME))
                .map(message -> new TokenVisit(conversation, TokenWelcome.parse(message)))
                .compose(visit -> visit.enter(folders));
    }

    private Future<TokenVisit> enter(List<String> folders) {
        Future<Void> entered = Future.succeededFuture();
        for (String folder : folders) {
            entered = entered.compose(v -> ask(Verb.CD, folder));
        }
        return entered.map(this);
    }

    /** Has something done that is answered by the status alone. */
    Future<Void> ask(Verb verb, String argument) {
        return say(verb, argument).compose(v -> status());
    }

    /** Asks for the size of a file; nothing if the server does not say. The visit is over where it kept silent. */
    Future<OptionalLong> size(String name) {
        return say(Verb.INFO, name)
                .compose(v -> conversation.next(SIZE))
                .compose(message -> message.whole(LONGEST_SIZE))
                .compose(size -> status().map(v -> number(size)))
                .recover(failure -> isSilence(failure) || Answers.is(failure, Refusal.UNKNOWN_COMMAND)
                        ? Future.succeededFuture(OptionalLong.empty())
                        : Future.failedFuture(failure));
    }

    /** Asks for a file; the status comes behind its content. */
    Future<Message> fetch(String name) {
        return say(Verb.DL, name).compose(v -> conversation.next());
    }

    /** Stores a file. */
    Future<Void> store(String name, Body.Stream content) {
        return say(Verb.UL, name)
                .onFailure(failure -> content.discard())
                .compose(v -> conversation.send(content))
                .compose(v -> status());
    }

    /**
     * Reads the status.
     *
     * @return fails with {@link RefusedException} if it tells of an error
     */
    Future<Void> status() {
        return conversation
                .next()
                .compose(message -> message.whole(LONGEST_STATUS))
                .map(message -> {
                    TokenStatus status = TokenStatus.parse(message);
                    if (status.error() != null) {
                        throw new RefusedException(status.error());
                    }
                    return null;
                });
    }

    private Future<Void> say(Verb verb, String argument) {
        TokenCommand command = new TokenCommand(verb, argument);
        if (command.print().length > TokenWriter.ONE_READ) {
            throw new ClientException(Kind.BAD_LOCAL_NAME, "the name is too long for this dialect");
        }
        return conversation.say(command);
    }

    private static OptionalLong number(byte[] message) {
        long number = Text.number(new String(message, StandardCharsets.ISO_8859_1));
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private static boolean isSilence(Throwable failure) {
        return failure instanceof PeerFaultException fault && fault.fault() == RelayFault.TIMEOUT;
    }
}
