package dev.towpath.dialect;

import dev.towpath.net.Caller;
import dev.towpath.net.Connection;
import dev.towpath.net.Dialect;
import dev.towpath.net.Limits;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.Session;
import dev.towpath.net.TransferListener;
import dev.towpath.wire.Protocol;
import java.util.List;

/** One of the two older chains, {@code chain-stream} or {@code chain-sized}. */
public final class ChainDialect implements Dialect {

    private final Protocol protocol;
    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;

    /**
     * Makes a dialect.
     *
     * @param protocol one of the chains
     * @param handler answers the calls of every session
     */
    public ChainDialect(Protocol protocol, RequestHandler handler, Limits limits, List<TransferListener> listeners) {
        this.protocol = protocol;
        this.handler = handler;
        this.limits = limits;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public Session open(Connection connection, Caller caller) {
        ChainSession session = new ChainSession(connection, caller, protocol, handler, limits, listeners);
        connection.attach(session);
        session.begin();
        return session;
    }

    /** There is no word for busy in these dialects. */
    @Override
    public void refuse(Connection connection) {
        connection.linger(limits);
    }
}
