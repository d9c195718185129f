package dev.towpath.wire;

import org.jspecify.annotations.Nullable;

/**
 * A request with what may stand before it, the way it is to go and options, and what may stand right behind it.
 *
 * @param route the hops it still has to pass; empty if the node that has it answers, or passes it to its own upstream
 * @param content the bytes right behind the line, as many as {@code body=} says, held back until they are started; null if there
 *     are none. Who does not want them need not care: they are read and dropped before the answer leaves
 */
public record Call(
        Route route,
        Options options,
        Request request,
        @Nullable ByteSource content) {

    /** A call with nothing behind its line. */
    public Call(Route route, Options options, Request request) {
        this(route, options, request, null);
    }

    /** A bare request. */
    public static Call of(Request request) {
        return new Call(Route.NONE, Options.NONE, request);
    }

    /** The same call with these bytes right behind its line. */
    public Call withContent(ByteSource bytes) {
        return new Call(route, options, request, bytes);
    }

    /** What is asked, the way it is to go, and the transfer's name, for people who read logs. */
    public String summary() {
        String in = route.protocol() == Protocol.LINE ? "" : " in " + route.protocol();
        String via = (route.isEmpty() ? "" : " via " + route) + in;
        return request.line() + via + options.sid().map(sid -> " sid=" + sid).orElse("");
    }

    /** The call as its line shows it, without the LF. */
    public String line() {
        return (route.isEmpty() ? "" : "VIA " + route + ' ')
                + (options.isEmpty() ? "" : "WITH " + options + ' ')
                + request.line();
    }
}
