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
    /** Those before the latest, in the order in which they were; null as long as there was none, as for nearly every client. */
    private @Nullable Map<HostPort, UpstreamLink> earlier;

    ClientLinks(Function<HostPort, UpstreamLink> maker) {
        this.maker = maker;
    }

    /** The way to a hop. A client has one request under way at a time, so all other ways are idle. */
    UpstreamLink to(HostPort hop) {
        UpstreamLink before = latest;
        if (before != null && before.address().equals(hop)) {
            return before;
        }
        UpstreamLink link = before == null ? null : insteadOf(before, hop);
        if (link == null) {
            link = maker.apply(hop);
        }
        latest = link;
        return link;
    }

    /** Keeps the latest for later. */
    private @Nullable UpstreamLink insteadOf(UpstreamLink before, HostPort hop) {
        Map<HostPort, UpstreamLink> links = earlier;
        if (links == null) {
            links = new LinkedHashMap<>();
            earlier = links;
        }
        UpstreamLink known = links.remove(hop);
        links.put(before.address(), before);
        if (links.size() >= MOST) {
            UpstreamLink dropped = links.remove(links.keySet().iterator().next());
            if (dropped != null) {
                dropped.close();
            }
        }
        return known;
    }

    /** The client is gone. */
    void close() {
        if (earlier != null) {
            new ArrayList<>(earlier.values()).forEach(UpstreamLink::close);
        }
        if (latest != null) {
            latest.close();
        }
    }
}
