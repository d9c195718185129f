package dev.towpath.cli;

import dev.towpath.wire.Protocol;

/**
 * A further listener of a node, for an older dialect: {@code DIALECT=[HOST:]PORT}.
 *
 * @param host the address to listen on; 127.0.0.1 unless named, since these dialects know no identity
 * @param port 0 for a free one
 */
public record DialectPort(Protocol protocol, String host, int port) {

    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Reads one as it is written on the command line.
     *
     * @throws IllegalArgumentException quoting the text if it is none
     */
    public static DialectPort parse(String text) {
        int equals = text.indexOf('=');
        String at = text.substring(equals + 1);
        int colon = at.lastIndexOf(':');
        String host = colon < 0 ? LOOPBACK : at.substring(0, colon);
        String port = at.substring(colon + 1);
        if (equals < 0 || host.isEmpty() || !AdminPort.isValid(port)) {
            throw notOne(text);
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new DialectPort(
                protocol(text, text.substring(0, equals)),
                bracketed ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(port));
    }

    private static Protocol protocol(String text, String name) {
        for (Protocol protocol : Protocol.values()) {
            if (protocol != Protocol.LINE && protocol.toString().equals(name)) {
                return protocol;
            }
        }
        throw notOne(text);
    }

    private static IllegalArgumentException notOne(String text) {
        return new IllegalArgumentException(
                "not a listener like token=65438, chain-sized=11000 or chain-stream=0.0.0.0:12000: \"" + text + '"');
    }
}
