package dev.towpath.net;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
public interface Resolver {

    /**
     * Looks a host up.
     *
     * @param host a name, or an address in numbers
     * @return one address or more, or a {@link PeerFaultException}; completed on the caller's context
     */
    Future<List<InetAddress>> resolve(String host);
}
