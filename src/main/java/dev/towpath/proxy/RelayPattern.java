package dev.towpath.proxy;

import dev.towpath.wire.HostPort;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * One pattern of a relay policy: {@code any}, {@code host:port}, {@code *.domain:port} or {@code CIDR:port}, where the port is a
 * number or {@code *}. {@code any} and names cover no special address (see {@link SpecialAddresses}), since whoever answers for a
 * name could point it there: those need a pattern that names the address or its block.
 */
public final class RelayPattern {

    private static final String ANY = "any";
    private static final String WILDCARD = "*.";
    private static final int EVERY_PORT = -1;

    private final String text;
    private final String host;
    private final int port;
    private final Optional<Cidr> block;

    private RelayPattern(String text, String host, int port, Optional<Cidr> block) {
        this.text = text;
        this.host = host;
        this.port = port;
        this.block = block;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException quoting the text if it is none
     */
    public static RelayPattern parse(String text) {
        if (text.equals(ANY)) {
            return new RelayPattern(text, ANY, EVERY_PORT, Optional.empty());
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String port = text.substring(colon + 1);
        if (host.isEmpty() || !(port.equals("*") || port.matches("[1-9][0-9]{0,4}"))) {
            throw notAPattern(text);
        }
        int number = port.equals("*") ? EVERY_PORT : Integer.parseInt(port);
        if (number > 65535) {
            throw notAPattern(text);
        }
        if (host.startsWith(WILDCARD)) {
            requireName(text, host.substring(WILDCARD.length()));
            return new RelayPattern(text, host, number, Optional.empty());
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean numeric = bracketed || bare.indexOf('/') >= 0 || bare.matches("[0-9.]+");
        if (!numeric) {
            requireName(text, bare);
            return new RelayPattern(text, bare, number, Optional.empty());
        }
        try {
            return new RelayPattern(text, bare, number, Optional.of(Cidr.parse(bare)));
        } catch (IllegalArgumentException e) {
            throw notAPattern(text);
        }
    }

    /** False if no address whatever could make this pattern allow the hop. */
    boolean couldAllow(HostPort hop) {
        return portFits(hop) && (block.isPresent() || host.equals(ANY) || nameFits(hop));
    }

    /** True if this pattern allows to dial that address for the hop. */
    boolean allows(HostPort hop, InetAddress address) {
        if (!portFits(hop)) {
            return false;
        }
        if (block.isPresent()) {
            return block.get().contains(address);
        }
        return (host.equals(ANY) || nameFits(hop)) && !SpecialAddresses.contains(address);
    }

    @Override
    public String toString() {
        return text;
    }

    private boolean portFits(HostPort hop) {
        return port == EVERY_PORT || port == hop.port();
    }

    private boolean nameFits(HostPort hop) {
        String name = hop.host().toLowerCase(Locale.ROOT);
        return host.startsWith(WILDCARD) ? name.endsWith(host.substring(1)) : name.equals(host);
    }

    private static void requireName(String pattern, String name) {
        try {
            if (new HostPort(name, 1).host().indexOf(':') < 0) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw notAPattern(pattern);
    }

    private static IllegalArgumentException notAPattern(String text) {
        return new IllegalArgumentException(
                "not a pattern like any, host:port, *.domain:port or 10.0.0.0/8:*: \"" + text + '"');
    }
}
