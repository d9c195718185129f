package dev.towpath.dialect;

import dev.towpath.net.Caller;
import dev.towpath.net.Connection;
import dev.towpath.net.Dialect;
import dev.towpath.net.Limits;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.Session;
import dev.towpath.net.TransferListener;
import dev.towpath.wire.Token;
import java.security.SecureRandom;
import java.util.List;

/** The older mini-FTP, {@code token}. */
public final class TokenDialect implements Dialect {

    private final SecureRandom random = new SecureRandom();
    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;

    /** @param handler answers the calls of every session */
    public TokenDialect(RequestHandler handler, Limits limits, List<TransferListener> listeners) {
        this.handler = handler;
        this.limits = limits;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public Session open(Connection connection, Caller caller) {
        TokenCommands commands = new TokenCommands(handler, caller, listeners);
        TokenSession session = new TokenSession(connection, commands, Token.random(random), limits);
        connection.attach(session);
        session.begin();
        return session;
    }

    /** There is no word for busy before a token was sent, and its clients take a FIN for nothing at all. */
    @Override
    public void refuse(Connection connection) {
        connection.reset();
    }
}
