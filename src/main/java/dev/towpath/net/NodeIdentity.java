package dev.towpath.net;

import dev.towpath.wire.Options;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * Who a node is, as {@code HELLO} tells it.
 *
 * @param version of the program
 * @param role {@code server} or {@code proxy}
 * @param node a random text made at start, by which a node recognises itself
 */
public record NodeIdentity(String version, String role, String node) {

    /** The first line of what {@code HELLO} answers. */
    public static final String PROTOCOL = "towpath/1";

    private static final List<String> VERBS = List.of("LIST", "DOWNLOAD", "HELLO", "PING", "QUIT");

    private static final List<String> OPTIONS = List.of(Options.HOP_LEFT, Options.SID);

    /** A node that starts now. */
    public static NodeIdentity random(String version, String role) {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        return new NodeIdentity(version, role, HexFormat.of().formatHex(id));
    }

    /** Reads what a node told of itself; what it left out is empty. */
    public static NodeIdentity parse(String greeting) {
        return new NodeIdentity(value(greeting, "version"), value(greeting, "role"), value(greeting, "node"));
    }

    private static String value(String greeting, String key) {
        return greeting.lines()
                .filter(line -> line.startsWith(key + ' '))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** The body of the answer to {@code HELLO}. */
    public byte[] greeting() {
        String text = PROTOCOL + '\n'
                + "version " + version + '\n'
                + "role " + role + '\n'
                + "node " + node + '\n'
                + "verbs " + String.join(" ", VERBS) + '\n'
                + "options " + String.join(" ", OPTIONS) + '\n';
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
