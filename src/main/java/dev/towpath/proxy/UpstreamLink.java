package dev.towpath.proxy;

import dev.towpath.name.Printable;
import dev.towpath.net.Caller;
import dev.towpath.net.ClientSession;
import dev.towpath.net.HangUpException;
import dev.towpath.net.PeerFaultException;
import dev.towpath.net.PeerKinds;
import dev.towpath.wire.Body;
import dev.towpath.wire.Request;
import dev.towpath.wire.RequestCodec;
import dev.towpath.wire.Response;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to the upstream: the connection that is kept for it, and the request it is at. Lives on the client's event
 * loop; a client has one request under way at a time.
 */
final class UpstreamLink {

    private static final Logger LOG = Logger.getLogger("dev.towpath.nat");

    /** How long an upstream may take to say who it is before it is taken for an older program. */
    private static final Duration INTRODUCTION = Duration.ofSeconds(5);

    private final Caller caller;
    private final Upstream upstream;
    private final NatTable nat;
    private @Nullable ClientSession session;
    private @Nullable NatEntry current;
    private boolean closed;

    UpstreamLink(Caller caller, Upstream upstream, NatTable nat) {
        this.caller = caller;
        this.upstream = upstream;
        this.nat = nat;
    }

    /** Relays one request; its entry is in the table until the answer has left or never will. */
    Future<Response> exchange(Request request) {
        NatEntry entry = nat.open(caller.remote(), upstream.address(), request);
        current = entry;
        return answer(request, entry)
                .map(response -> relayed(response, request, entry))
                .onFailure(failure -> nat.close(entry));
    }

    /** The client is gone: releases the upstream at once. */
    void close() {
        closed = true;
        if (session != null) {
            session.close();
        }
        if (current != null) {
            nat.close(current);
        }
    }

    /** Asks on the kept connection if there is one; should that die without a byte of an answer, once more on a fresh one. */
    private Future<Response> answer(Request request, NatEntry entry) {
        ClientSession kept = session;
        if (kept == null || !kept.isIdle() || mustIntroduce(request)) {
            return fresh(request).compose(s -> ask(s, request, entry));
        }
        return ask(kept, request, entry)
                .recover(failure -> maySendAgain(failure, request)
                        ? fresh(request).compose(s -> ask(s, request, entry))
                        : Future.failedFuture(failure));
    }

    private boolean maySendAgain(Throwable failure, Request request) {
        return !closed
                && failure instanceof PeerFaultException fault
                && !fault.answerBegan()
                && fault.fault().isDeadConnection()
                && request.isRepeatable();
    }

    private Future<Response> ask(ClientSession on, Request request, NatEntry entry) {
        if (closed) {
            on.close();
            return Future.failedFuture(new HangUpException("the client is gone"));
        }
        entry.sent(on.localPort(), RequestCodec.print(request).length);
        if (LOG.isInfoEnabled()) {
            LOG.infof(
                    "NAT %s -> :%d -> %s %s",
                    caller.remote(), on.localPort(), upstream.address(), Printable.escape(request.line()));
        }
        return on.ask(request, upstream.patience());
    }

    private Future<ClientSession> fresh(Request request) {
        return dial().compose(s -> mustIntroduce(request) ? introduced(s) : Future.succeededFuture(s));
    }

    private Future<ClientSession> dial() {
        ClientSession old = session;
        if (old != null) {
            old.close();
        }
        return upstream.dialer().dial(caller.context(), upstream.address()).map(connection -> {
            ClientSession dialled = new ClientSession(connection, upstream.limits());
            session = dialled;
            if (closed) {
                dialled.close();
            }
            return dialled;
        });
    }

    /**
     * True if the answer may be read to its end only from a peer that is known. A name in a listing of an older program could be
     * taken for the listing's end, and the rest of it for an answer to the next request.
     */
    private boolean mustIntroduce(Request request) {
        return request instanceof Request.ListFiles
                && upstream.kinds().of(upstream.address()).isEmpty();
    }

    private Future<ClientSession> introduced(ClientSession stranger) {
        return stranger.introduce(INTRODUCTION).compose(kind -> {
            upstream.kinds().learn(upstream.address(), kind);
            return kind == PeerKinds.Kind.TOWPATH ? Future.succeededFuture(stranger) : dial();
        });
    }

    private Response relayed(Response response, Request request, NatEntry entry) {
        ClientSession used = session;
        Optional<PeerKinds.Kind> kind = upstream.kinds().of(upstream.address());
        boolean closeAfter =
                request instanceof Request.ListFiles && kind.orElse(PeerKinds.Kind.OLDER) != PeerKinds.Kind.TOWPATH;
        entry.streaming();
        Body body = response.body() instanceof Body.Stream stream
                ? new Body.Stream(new CountedSource(stream.source(), entry))
                : response.body();
        return new Response(response.status(), body, cause -> {
            nat.close(entry);
            current = null;
            if (used != null && closeAfter) {
                used.close();
            }
        });
    }
}
