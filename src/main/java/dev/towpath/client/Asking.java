package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.ClientSession;
import dev.towpath.net.Limits;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.Call;
import dev.towpath.wire.Options;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Route;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * A session with the first hop of a route, and the rest of that route.
 *
 * @param beyond what the first hop is asked to pass requests on through
 */
record Asking(ClientSession session, Route beyond, Limits limits) {

    /** How long a first hop may take to say who it is. */
    static final Duration INTRODUCTION = Duration.ofSeconds(5);

    /** Makes sure that the first hop understands routes, if there is more than one hop. */
    static Future<Asking> of(ClientSession session, Route hops, Limits limits) {
        Asking asking = new Asking(session, hops.advance(), limits);
        if (asking.beyond.isEmpty()) {
            return Future.succeededFuture(asking);
        }
        return session.introduce(INTRODUCTION).recover(Asking::olderIfSilent).map(peer -> {
            if (peer.isEmpty()) {
                throw new ClientException(
                        Kind.BAD_ROUTE, hops.next() + " is an older program, which can only be the last hop");
            }
            return asking;
        });
    }

    /** Older programs may close or say nothing. */
    static Future<Optional<NodeIdentity>> olderIfSilent(Throwable failure) {
        return failure instanceof PeerFaultException
                ? Future.succeededFuture(Optional.empty())
                : Future.failedFuture(failure);
    }

    /** Asks the last hop; what it, or a hop on the way, refuses is a {@link RefusedException}. */
    Future<Response> ask(Request request) {
        Duration patience = limits.stallTimeout()
                .plus(limits.hopTimeout().multipliedBy(1 + beyond.hops().size()));
        // only a node that has greeted understands options, and only then is there a way beyond it
        Options options = beyond.isEmpty() ? Options.NONE : Options.NONE.named();
        return session.ask(new Call(beyond, options, request), patience).map(answer -> {
            if (answer.status() instanceof Status.Err err) {
                throw new RefusedException(err);
            }
            return answer;
        });
    }
}
