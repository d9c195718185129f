package dev.towpath.proxy;

import dev.towpath.wire.HostPort;
import dev.towpath.wire.LineBuilder;
import java.nio.charset.StandardCharsets;

/** The way a client's requests take through this node: who it is, by which local port they leave, and where they go. */
final class NatPath {

    private final String client;
    private final int port;
    private final HostPort upstream;
    private final byte[] text;

    NatPath(String client, int port, HostPort upstream) {
        this.client = client;
        this.port = port;
        this.upstream = upstream;
        this.text = ("NAT " + client + " -> :" + port + " -> " + upstream).getBytes(StandardCharsets.UTF_8);
    }

    String client() {
        return client;
    }

    int port() {
        return port;
    }

    HostPort upstream() {
        return upstream;
    }

    /** Appends it as a line of the log begins. */
    void print(LineBuilder line) {
        line.append(text);
    }
}
