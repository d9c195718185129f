package dev.towpath.net;

import dev.towpath.wire.Refusal;
import dev.towpath.wire.ResponseCodec;
import dev.towpath.wire.Status;
import java.util.List;

/** The line protocol, {@code towpath/1}. */
public final class LineDialect implements Dialect {

    private final RequestHandler handler;
    private final Limits limits;
    private final List<TransferListener> listeners;

    /** @param handler answers the requests of every session */
    public LineDialect(RequestHandler handler, Limits limits, List<TransferListener> listeners) {
        this.handler = handler;
        this.limits = limits;
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public Session open(Connection connection, Caller caller) {
        LineSession session = new LineSession(connection, caller, handler, limits, listeners);
        connection.attach(session);
        session.begin();
        return session;
    }

    @Override
    public void refuse(Connection connection) {
        connection.write(ResponseCodec.print(new Status.Err(Refusal.BUSY.text())));
        connection.linger(limits);
    }
}
