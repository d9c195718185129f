package dev.towpath.proxy;

import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import java.util.Optional;

/**
 * One step of a call: the node it goes to, and the call as that node is to get it.
 *
 * @param address the next hop
 * @param call with what is left of the route, and the options as they are passed on
 */
record Hop(HostPort address, Call call) {

    /** How many relays a call may pass that does not say. */
    private static final int MOST_RELAYS = 16;

    /**
     * Takes the next hop off a call.
     *
     * @param upstream where a call without a route goes
     * @throws RefusedException {@code unknown command} if it has nowhere to go; {@code proxy error: loop} if it passed too many
     *     relays; {@code line too long} if it can't grow
     */
    static Hop of(Call call, Optional<HostPort> upstream) {
        boolean routed = !call.route().isEmpty();
        HostPort address = routed
                ? call.route().next()
                : upstream.orElseThrow(() -> new RefusedException(Refusal.UNKNOWN_COMMAND));
        int left = Math.min(call.options().hopLeft().orElse(MOST_RELAYS), MOST_RELAYS);
        if (left == 0) {
            throw new RefusedException(Refusal.PROXY_ERROR, RelayFault.LOOP.text());
        }
        Route rest = routed ? call.route().advance() : Route.NONE;
        return new Hop(address, new Call(rest, passedOn(call.options(), left - 1), call.request(), call.content()));
    }

    /**
     * The call as an older program can bear it: bare, and only what it has always known.
     *
     * @throws RefusedException if that would not be what was asked
     */
    Call forOlder() {
        boolean core = (call.request() instanceof Request.ListFiles list
                        && list.directory().isRoot())
                || call.request() instanceof Request.Download;
        if (!call.route().isEmpty() || !core || call.content() != null) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        Optional<String> mandatory = call.options().firstMandatory();
        if (mandatory.isPresent()) {
            throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED, mandatory.get());
        }
        return Call.of(call.request());
    }

    private static Options passedOn(Options options, int left) {
        try {
            return options.forNextHop(left);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.LINE_TOO_LONG);
        }
    }
}
