package dev.towpath.net;

import dev.towpath.wire.LineBuilder;
import io.vertx.core.Future;
import io.vertx.core.impl.ContextInternal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Who asks: one connection of a client, the same value for all its requests. */
public final class Caller {

    private final String session;
    private final String address;
    private final ContextInternal context;
    private final Future<Void> gone;
    private final byte[] text;
    private @Nullable Object attachment;

    /**
     * Makes one for a connection.
     *
     * @param session a short text that tells this connection from others in the logs
     * @param address the client's address and port, as logs and tables show them
     * @param context where its requests are handled
     * @param gone ends when the connection is closed, however that came
     */
    public Caller(String session, String address, ContextInternal context, Future<Void> gone) {
        this.session = session;
        this.address = address;
        this.context = context;
        this.gone = gone;
        this.text = (session + ' ' + address).getBytes(StandardCharsets.UTF_8);
    }

    public String session() {
        return session;
    }

    public String address() {
        return address;
    }

    public ContextInternal context() {
        return context;
    }

    public Future<Void> gone() {
        return gone;
    }

    /** Has something kept as long as this client is there, for the node's one handler. To be called on its event loop. */
    public void attach(Object something) {
        this.attachment = something;
    }

    /** What was attached last; null if nothing ever was. To be called on its event loop. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /** Appends both its names, with which a line of the log begins. */
    void print(LineBuilder line) {
        line.append(text);
    }

    @Override
    public String toString() {
        return session + ' ' + address;
    }
}
