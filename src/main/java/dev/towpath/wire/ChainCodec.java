package dev.towpath.wire;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parses and prints the requests of the two older chains: a file name, then a line {@code <host> <port>} for each hop.
 *
 * <p>In {@code chain-stream} the lines are the hops behind the receiver, and every line ends with LF. In {@code chain-sized} the
 * first of them is the receiver itself, and the last line has no LF: its nodes split at LF and count.
 */
public final class ChainCodec {

    /** The longest request that is read, in bytes. */
    public static final int MAX_REQUEST = 4096;

    /** The longest request that a node of {@code chain-sized} reads, in bytes. */
    private static final int MAX_SIZED = 1024;

    private ChainCodec() {}

    /**
     * Reads a whole request.
     *
     * @throws RefusedException {@code bad name} or {@code bad route}
     */
    public static Call parse(Protocol protocol, byte[] request) {
        List<String> lines = lines(request);
        int behindName = protocol == Protocol.CHAIN_SIZED ? 2 : 1;
        if (lines.size() < behindName) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        List<HostPort> hops = new ArrayList<>();
        for (String line : lines.subList(behindName, lines.size())) {
            hops.add(hop(line));
        }
        if (hops.size() > Route.MAX_HOPS) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        try {
            RemotePath path = RemotePath.of(lines.get(0));
            return new Call(new Route(protocol, hops), Options.NONE, new Request.Download(path));
        } catch (BadNameException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
    }

    /**
     * Prints the request that a hop is to get.
     *
     * @param receiver the hop
     * @param call with what is left of the route behind it
     * @throws RefusedException {@code line too long} if that hop could not read it
     */
    public static byte[] print(HostPort receiver, Call call) {
        boolean sized = call.route().protocol() == Protocol.CHAIN_SIZED;
        Stream<String> hops = call.route().hops().stream().map(ChainCodec::line);
        Stream<String> named = Stream.concat(
                Stream.of(call.request().subject()), sized ? Stream.concat(Stream.of(line(receiver)), hops) : hops);
        String text = named.collect(Collectors.joining("\n")) + (sized ? "" : "\n");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > (sized ? MAX_SIZED : MAX_REQUEST)) {
            throw new RefusedException(Refusal.LINE_TOO_LONG);
        }
        return bytes;
    }

    /**
     * Reads {@code <host> <port>}, where an IPv6 address stands without brackets.
     *
     * @throws RefusedException {@code bad route}
     */
    public static HostPort hop(String line) {
        int space = line.indexOf(' ');
        long port = Text.number(line.substring(space + 1));
        if (space < 0 || port < 1 || port > 65535) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
        try {
            return new HostPort(line.substring(0, space), (int) port);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.BAD_ROUTE);
        }
    }

    private static String line(HostPort hop) {
        return hop.host() + ' ' + hop.port();
    }

    private static List<String> lines(byte[] request) {
        String text;
        try {
            text = Text.decode(request);
        } catch (CharacterCodingException e) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }
}
