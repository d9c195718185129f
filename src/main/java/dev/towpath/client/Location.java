package dev.towpath.client;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Route;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where something is: {@code tow://host[:port][/path]}, or behind a route, {@code tow://hop,hop,host/path}. In the path {@code %HH} is
 * a byte, and a lone {@code %} is itself.
 *
 * @param hops the nodes on the way, the last of which is asked; at least one
 * @param path what to ask it for; the root if nothing was written
 */
public record Location(Route hops, RemotePath path) {

    /** The port where none is written: a proxy's. */
    public static final int DEFAULT_PORT = 9000;

    private static final String SCHEME = "tow://";

    /** @throws IllegalArgumentException if there is no hop */
    public Location {
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("a location without a node");
        }
    }

    /**
     * Reads a location as a person writes it.
     *
     * @throws IllegalArgumentException quoting the text if it is none, {@link BadNameException} if its path is not allowed
     */
    public static Location parse(String text) {
        if (!text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new IllegalArgumentException("not a location like tow://host:port/path: \"" + text + '"');
        }
        String rest = text.substring(SCHEME.length());
        int slash = rest.indexOf('/');
        String node = slash < 0 ? rest : rest.substring(0, slash);
        String path = slash < 0 ? "" : rest.substring(slash + 1);
        return new Location(route(node), RemotePath.ofFolder(decode(path)));
    }

    /** A place on one node. */
    public static Location at(HostPort node, RemotePath path) {
        return new Location(new Route(List.of(node)), path);
    }

    /** The same place as a base for others: the nodes with another path. */
    public Location withPath(RemotePath other) {
        return new Location(hops, other);
    }

    private static Route route(String text) {
        List<HostPort> hops = new ArrayList<>();
        for (String hop : text.split(",", -1)) {
            hops.add(HostPort.parse(hop, DEFAULT_PORT));
        }
        return new Route(hops);
    }

    @Override
    public String toString() {
        return SCHEME + hops + '/' + path;
    }

    private static String decode(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] in = path.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int value = in[i] == '%' ? hex(in, i + 1) * 16 + hex(in, i + 2) : -1;
            if (value >= 0) {
                out.write(value);
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the path is not UTF-8 once decoded: \"" + path + '"', e);
        }
    }

    /** The value of a hexadecimal digit, or a number so low that no second digit lifts it above zero. */
    private static int hex(byte[] in, int at) {
        int digit = at < in.length ? Character.digit(in[at], 16) : -1;
        return digit < 0 ? -256 : digit;
    }
}
