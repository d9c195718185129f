package dev.towpath.wire;

import java.util.regex.Pattern;

/**
 * Where a node listens: a host name, a dotted quad or an IPv6 address without its brackets, and a port from 1 to 65535.
 *
 * @param host {@code [A-Za-z0-9._-]{1,253}}, or an IPv6 address without zone
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final String NUMBER = "(0[xX][0-9A-Fa-f]*|[0-9]*)";
    private static final Pattern NUMERIC = Pattern.compile(NUMBER + "(\\." + NUMBER + ")*");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern QUAD = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    /** @throws IllegalArgumentException if the host or the port is not of the form above */
    public HostPort {
        boolean wellFormed = host.indexOf(':') >= 0
                ? host.length() <= 45 && IPV6.matcher(host).matches()
                : NAME.matcher(host).matches()
                        && (!NUMERIC.matcher(host).matches()
                                || QUAD.matcher(host).matches());
        if (!wellFormed) {
            throw new IllegalArgumentException("not a host: \"" + host + '"');
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a port from 1 to 65535: " + port);
        }
    }

    /**
     * Reads {@code host:port}, {@code [IPv6]:port}.
     *
     * @throws IllegalArgumentException quoting the text if it is neither
     */
    public static HostPort parse(String text) {
        return parse(text, -1);
    }

    /**
     * Reads {@code host[:port]}, {@code [IPv6][:port]}.
     *
     * @param defaultPort the port where none is written; a negative one makes it an error to leave it out
     * @throws IllegalArgumentException quoting the text if it is neither
     */
    public static HostPort parse(String text, int defaultPort) {
        int close = text.startsWith("[") ? text.indexOf(']') : -1;
        int colon = text.indexOf(':', Math.max(close, 0));
        String host = colon < 0 ? text : text.substring(0, colon);
        boolean bracketsFit = text.startsWith("[") == (close > 0 && host.length() == close + 1);
        long port = colon < 0 ? defaultPort : Text.number(text.substring(colon + 1));
        if (!bracketsFit || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not host:port: \"" + text + '"');
        }
        try {
            boolean ipv6 = close > 0;
            if (ipv6 && host.indexOf(':') < 0) {
                throw new IllegalArgumentException("not an IPv6 address: \"" + host + '"');
            }
            return new HostPort(ipv6 ? host.substring(1, close) : host, (int) port);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not host:port: \"" + text + "\" (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    }
}
