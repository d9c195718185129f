package dev.towpath.net;

import dev.towpath.wire.Options;
import dev.towpath.wire.RequestCodec;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Who a node is, as {@code HELLO} tells it.
 *
 * @param version of the program
 * @param role {@code server} or {@code proxy}
 * @param node a random text made at start, by which a node recognises itself
 * @param verbs that it understands
 * @param options that it understands
 */
public record NodeIdentity(String version, String role, String node, Set<String> verbs, Set<String> options) {

    /** The first line of what {@code HELLO} answers. */
    public static final String PROTOCOL = "towpath/1";

    public NodeIdentity {
        verbs = Set.copyOf(verbs);
        options = Set.copyOf(options);
    }

    /** A node of this version that starts now. */
    public static NodeIdentity random(String version, String role) {
        byte[] id = new byte[8];
        new SecureRandom().nextBytes(id);
        return new NodeIdentity(
                version, role, HexFormat.of().formatHex(id), Set.copyOf(RequestCodec.VERBS), Set.copyOf(Options.KNOWN));
    }

    /** Reads what a node told of itself; what it left out is empty. */
    public static NodeIdentity parse(String greeting) {
        return new NodeIdentity(
                value(greeting, "version"),
                value(greeting, "role"),
                value(greeting, "node"),
                words(value(greeting, "verbs")),
                words(value(greeting, "options")));
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : new HashSet<>(List.of(text.split(" ")));
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
                + "verbs " + String.join(" ", RequestCodec.VERBS) + '\n'
                + "options " + String.join(" ", Options.KNOWN) + '\n';
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
