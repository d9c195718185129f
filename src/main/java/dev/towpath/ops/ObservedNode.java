package dev.towpath.ops;

import dev.towpath.net.Admission;
import dev.towpath.proxy.NatTable;
import dev.towpath.wire.HostPort;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the management port shows of a node that listens.
 *
 * @param role {@code server} or {@code proxy}
 * @param version of the program
 * @param listens where, as a person would write it
 * @param upstream where calls without a route go, if anywhere
 * @param problem looks for what keeps the node from working
 * @param drainTimeout how long it takes at most to end
 */
public record ObservedNode(
        String role,
        String version,
        List<String> listens,
        Optional<HostPort> upstream,
        NatTable nat,
        Admission admission,
        Supplier<Future<Optional<String>>> problem,
        Duration drainTimeout) {

    public ObservedNode {
        listens = List.copyOf(listens);
    }
}
