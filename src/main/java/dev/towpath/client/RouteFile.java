package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Route;
import dev.towpath.wire.Text;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route file: a file's name on the first line, then a line {@code <host> <port>} for each hop, the last being the server
 * (PROTOCOL 3.4).
 *
 * @param name of the file; not the root, and not made of blanks alone
 * @param hops the nodes on the way; at least one
 */
public record RouteFile(RemotePath name, Route hops) {

    /** The longest route file in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final int QUOTED = 120;

    /** @throws IllegalArgumentException if there is no hop, or the name would not read back from a line of its own */
    public RouteFile {
        if (hops.isEmpty() || isBlank(name.text())) {
            throw new IllegalArgumentException("a route file without a name or a hop");
        }
    }

    /**
     * Reads a route file. Blank lines are ignored, and so is a CR before an LF; an IPv6 address needs no brackets.
     *
     * @throws IllegalArgumentException naming the line, and quoting it, if it is of no such form
     * @throws ClientException {@code BAD_ROUTE} if there is no hop, or more than {@value Route#MAX_HOPS}
     */
    public static RouteFile parse(byte[] content) {
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
        }
        RemotePath name = null;
        List<HostPort> hops = new ArrayList<>();
        int number = 0;
        for (int start = 0; start < content.length; ) {
            int end = endOfLine(content, start);
            number++;
            String line = line(content, start, end, number);
            start = end + 1;
            if (isBlank(line)) {
                continue;
            }
            if (name == null) {
                name = name(line, number);
            } else if (hops.size() == Route.MAX_HOPS) {
                throw new ClientException(
                        Kind.BAD_ROUTE, "line " + number + ": a route of more than " + Route.MAX_HOPS + " hops");
            } else {
                hops.add(hop(line, number));
            }
        }
        return of(name, hops);
    }

    /** The text that reads back to this value. */
    public String print() {
        StringBuilder text = new StringBuilder(name.text()).append('\n');
        for (HostPort hop : hops.hops()) {
            text.append(hop.host()).append(' ').append(hop.port()).append('\n');
        }
        return text.toString();
    }

    private static RouteFile of(@Nullable RemotePath name, List<HostPort> hops) {
        if (name == null) {
            throw new IllegalArgumentException("line 1: names no file");
        }
        if (hops.isEmpty()) {
            throw new ClientException(Kind.BAD_ROUTE, "names no hop: a line \"<host> <port>\" for each is needed");
        }
        return new RouteFile(name, new Route(hops));
    }

    private static RemotePath name(String line, int number) {
        try {
            return RemotePath.of(line);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
    }

    private static HostPort hop(String line, int number) {
        int space = line.indexOf(' ');
        long port = space < 0 ? -1 : Text.number(line.substring(space + 1));
        if (port < 1 || port > 65535) {
            throw notOfTheForm(line, number, "");
        }
        String host = line.substring(0, space);
        boolean brackets = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
        try {
            return new HostPort(brackets ? host.substring(1, host.length() - 1) : host, (int) port);
        } catch (IllegalArgumentException e) {
            throw notOfTheForm(line, number, ", the host can be none");
        }
    }

    private static IllegalArgumentException notOfTheForm(String line, int number, String more) {
        String shown = Printable.escape(line.length() <= QUOTED ? line : line.substring(0, QUOTED - 1) + "…");
        return new IllegalArgumentException("line " + number + ": not \"<host> <port>\"" + more + ": \"" + shown + '"');
    }

    private static int endOfLine(byte[] content, int start) {
        int end = start;
        while (end < content.length && content[end] != '\n') {
            end++;
        }
        return end;
    }

    private static String line(byte[] content, int start, int end, int number) {
        boolean dropsCr = end < content.length && end > start && content[end - 1] == '\r';
        try {
            return Text.decode(Arrays.copyOfRange(content, start, dropsCr ? end - 1 : end));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("line " + number + ": not UTF-8", e);
        }
    }

    /** True for what stands for nothing: no more than spaces and tabs. */
    private static boolean isBlank(String line) {
        return line.chars().allMatch(c -> c == ' ' || c == '\t');
    }
}
