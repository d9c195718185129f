package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
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

    private static final byte[] WITH = "WITH ".getBytes(StandardCharsets.US_ASCII);

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

    /**
     * Appends what is asked, the way it is to go, and the transfer's name, for people who read logs; nothing in it can end a line or
     * fool a terminal.
     */
    public void summarize(LineBuilder text) {
        text.appendAscii(request.verb());
        String subject = request.subject();
        if (!subject.isEmpty()) {
            text.append(' ').appendEscaped(subject);
        }
        if (!route.isEmpty()) {
            text.appendAscii(" via ").appendAscii(route.toString());
        }
        if (route.protocol() != Protocol.LINE) {
            text.appendAscii(" in ").appendAscii(route.protocol().toString());
        }
        options.printSid(text);
    }

    /** The call as its line shows it, without the LF. */
    public String line() {
        LineBuilder text = new LineBuilder(80);
        print(text);
        return text.toString();
    }

    /** Appends its line, without the LF. */
    void print(LineBuilder text) {
        if (!route.isEmpty()) {
            text.appendAscii("VIA ").appendAscii(route.toString()).append(' ');
        }
        if (!options.isEmpty()) {
            text.append(WITH);
            options.print(text);
            text.append(' ');
        }
        request.print(text);
    }
}
