package dev.towpath.wire;

import java.util.Locale;

/** What nodes speak. A route stays in its protocol. */
public enum Protocol {
    /** {@code towpath/1}, where {@code VIA} carries the route. */
    LINE,
    /** The older chain that answers with the bare bytes. */
    CHAIN_STREAM,
    /** The older chain that announces a size and waits for an acknowledgement. */
    CHAIN_SIZED,
    /** The older mini-FTP, a listener's alone: it knows no routes. */
    TOKEN;

    /** True if a route can be written in it. */
    public boolean hasRoutes() {
        return this != TOKEN;
    }

    /** The name as users write it, {@code chain-sized} say. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
