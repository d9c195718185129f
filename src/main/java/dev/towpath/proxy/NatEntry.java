package dev.towpath.proxy;

import dev.towpath.net.InFlight;
import dev.towpath.net.TransferLogger;
import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import java.time.Instant;

/**
 * One relayed request, from dialling to its end. Written by the event loop it lives on, read by anyone.
 */
public final class NatEntry extends InFlight.Item {

    private static final TransferLogger LOG = new TransferLogger("dev.towpath.nat");

    private final long id;
    private final String client;
    private final HostPort upstream;
    private final Call call;
    private final long startMillis = System.currentTimeMillis();
    private volatile int natPort;
    private volatile State state = State.DIALLING;
    private volatile long bytesUp;
    private volatile long bytesDown;
    private volatile boolean paused;

    /** Where a relayed request stands. */
    public enum State {
        DIALLING,
        WAITING,
        STREAMING
    }

    NatEntry(long id, String client, HostPort upstream, Call call) {
        this.id = id;
        this.client = client;
        this.upstream = upstream;
        this.call = call;
    }

    /** The proxy's own number for it, never used twice while the proxy runs. */
    public long id() {
        return id;
    }

    /** The address and port of who asks. */
    public String client() {
        return client;
    }

    /** The local port of the upstream connection; 0 while dialling. */
    public int natPort() {
        return natPort;
    }

    public HostPort upstream() {
        return upstream;
    }

    public Request request() {
        return call.request();
    }

    /** What is left of the route behind the upstream. */
    public Route route() {
        return call.route();
    }

    /** The transfer's name in the logs of all hops; empty if it has none. */
    public String sid() {
        return call.options().sid().orElse("");
    }

    public State state() {
        return state;
    }

    /** Bytes sent to the upstream: the request line, and what was uploaded. */
    public long bytesUp() {
        return bytesUp;
    }

    /** Bytes of the body that came from the upstream. */
    public long bytesDown() {
        return bytesDown;
    }

    /** True while its bytes wait for a side that does not take them. */
    public boolean isPaused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }

    public Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    /** The call went out that way; the first time this is worth a line in the log. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void sent(NatPath path, int bytes) {
        boolean first = bytesUp == 0;
        natPort = path.port();
        bytesUp += bytes;
        state = State.WAITING;
        if (first && LOG.isOn()) {
            LOG.log(new NatLine(path, call));
        }
    }

    /** So much of an upload's content went out. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void sent(int bytes) {
        bytesUp += bytes;
    }

    void dialling() {
        natPort = 0;
        state = State.DIALLING;
    }

    void streaming() {
        state = State.STREAMING;
    }

    /** Counts on; there is one writer, so the plain sum is safe. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void received(int bytes) {
        bytesDown += bytes;
    }
}
