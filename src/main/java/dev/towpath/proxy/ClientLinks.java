package dev.towpath.proxy;

import dev.towpath.wire.HostPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client's ways to the hops it asked for lately; the oldest is given up when there are many. */
final class ClientLinks {

    private static final int MOST = 4;

    private final Function<HostPort, UpstreamLink> maker;
    private @Nullable UpstreamLink latest;
    private final Map<HostPort, UpstreamLink> links = new LinkedHashMap<>(4, 0.75f, true);

    ClientLinks(Function<HostPort, UpstreamLink> maker) {
        this.maker = maker;
    }

    /** The way to a hop. A client has one request under way at a time, so all other ways are idle. */
    UpstreamLink to(HostPort hop) {
        if (latest != null && latest.address().equals(hop)) {
            return latest;
        }
        UpstreamLink link = links.computeIfAbsent(hop, maker);
        if (links.size() > MOST) {
            HostPort eldest = links.keySet().iterator().next();
            UpstreamLink dropped = links.remove(eldest);
            if (dropped != null) {
                dropped.close();
            }
        }
        latest = link;
        return link;
    }

    /** The client is gone. */
    void close() {
        new ArrayList<>(links.values()).forEach(UpstreamLink::close);
    }
}
