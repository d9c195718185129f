package dev.towpath.net;

import java.util.Optional;
import java.util.Set;

/**
 * What a node has shown itself to be.
 *
 * @param isOlder true if it does not speak {@code towpath/1}
 * @param options that it understands
 */
public record PeerKind(boolean isOlder, Set<String> options) {

    /** An older program: it knows the core of the protocol, and no options. */
    public static final PeerKind OLDER = new PeerKind(true, Set.of());

    public PeerKind {
        options = Set.copyOf(options);
    }

    /** What an introduction shows. */
    public static PeerKind of(Optional<NodeIdentity> introduced) {
        return introduced.map(peer -> new PeerKind(false, peer.options())).orElse(OLDER);
    }
}
