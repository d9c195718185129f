package dev.towpath.wire;

/**
 * A request with what may stand before it: the way it is to go, and options.
 *
 * @param route the hops it still has to pass; empty if the node that has it answers, or passes it to its own upstream
 */
public record Call(Route route, Options options, Request request) {

    /** A bare request. */
    public static Call of(Request request) {
        return new Call(Route.NONE, Options.NONE, request);
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
