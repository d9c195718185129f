package dev.towpath.proxy;

import dev.towpath.net.Caller;
import dev.towpath.net.ClientGoneException;
import dev.towpath.net.ClientSession;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.PeerFaultException;
import dev.towpath.net.PeerKind;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Request;
import dev.towpath.wire.RequestCodec;
import dev.towpath.wire.Response;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to one next hop: the connection that is kept for it, and the call it is at. Lives on the client's event loop;
 * a client has one call under way at a time.
 */
final class UpstreamLink {

    private final Caller caller;
    private final HostPort address;
    private final Outbound outbound;
    private final NatTable nat;
    private @Nullable ClientSession session;
    private PeerKind kind = PeerKind.OLDER;
    private @Nullable NatEntry current;
    private @Nullable NatPath path;
    private boolean closed;

    UpstreamLink(Caller caller, HostPort address, Outbound outbound, NatTable nat) {
        this.caller = caller;
        this.address = address;
        this.outbound = outbound;
        this.nat = nat;
    }

    /** Where it goes. */
    HostPort address() {
        return address;
    }

    /**
     * Relays one call; its entry is in the table until the answer has left or never will.
     *
     * @param lookUp finds the addresses to dial, or refuses them, if a connection must be made
     * @param told hears once of the answer's beginning; not called if this throws
     * @throws RefusedException {@code busy} if the table is full
     */
    void exchange(Hop hop, Supplier<Future<List<InetAddress>>> lookUp, Handler<AsyncResult<Response>> told) {
        Relaying relaying = new Relaying(hop, nat.open(caller.address(), address, hop.call()), lookUp, told);
        current = relaying.entry;
        relaying.begin();
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

    /** Nobody knows whether a change was made whose answer never came: it must not look like one that was not. */
    private static Throwable told(Throwable failure, Hop hop) {
        boolean lost = failure instanceof PeerFaultException fault
                && (fault.fault().isDeadConnection() || fault.fault() == RelayFault.TIMEOUT);
        return lost && !hop.call().request().isRepeatable()
                ? new PeerFaultException(RelayFault.OUTCOME_UNKNOWN, true)
                : failure;
    }

    private boolean maySendAgain(Throwable failure, Hop hop) {
        return !closed
                && failure instanceof PeerFaultException fault
                && !fault.answerBegan()
                && fault.fault().isDeadConnection()
                && hop.call().request().isRepeatable()
                && hop.call().content() == null;
    }

    private void ask(ClientSession on, Hop hop, NatEntry entry, Handler<AsyncResult<Response>> told) {
        if (closed) {
            on.close();
            throw new ClientGoneException();
        }
        Call call = kind.isOlder() ? hop.forOlder() : hop.call();
        if (call.content() != null && !kind.options().contains(Options.BODY)) {
            // it would take the content for commands
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        byte[] line = RequestCodec.print(call);
        entry.sent(path(on), line.length);
        Call counted = call.content() == null ? call : call.withContent(counted(call.content(), entry));
        on.ask(counted, line, outbound.patience(1 + call.route().hops().size()), told);
    }

    private NatPath path(ClientSession through) {
        NatPath known = path;
        if (known == null || known.port() != through.localPort()) {
            known = new NatPath(caller.address(), through.localPort(), address);
            path = known;
        }
        return known;
    }

    private static ByteSource counted(ByteSource content, NatEntry entry) {
        return new CountedSource(content, entry, entry::sent);
    }

    /** A new connection to a peer of which it is known what it can bear. */
    private Future<ClientSession> fresh(Hop hop, Supplier<Future<List<InetAddress>>> lookUp) {
        return dial(lookUp).compose(stranger -> {
            HostPort reached = reached(stranger);
            Optional<PeerKind> known = outbound.kinds().of(reached);
            if (known.isPresent()) {
                kind = known.get();
                return Future.succeededFuture(stranger);
            }
            return introduced(stranger, reached).compose(peer -> {
                kind = PeerKind.of(peer);
                outbound.kinds().learn(reached, kind);
                if (!kind.isOlder()) {
                    return Future.succeededFuture(stranger);
                }
                stranger.close();
                hop.forOlder(); // refuses before anything more is dialled
                return dial(lookUp);
            });
        });
    }

    /** Who the peer is. One that has greeted before and only closes now is in trouble, not older. */
    private Future<Optional<NodeIdentity>> introduced(ClientSession stranger, HostPort reached) {
        return stranger.introduce(Outbound.INTRODUCTION)
                .recover(failure -> failure instanceof PeerFaultException
                                && !outbound.kinds().hasGreeted(reached)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure))
                .compose(peer -> closed
                        ? Future.<Optional<NodeIdentity>>failedFuture(
                                new ClientGoneException()) // it says nothing about the peer
                        : Future.succeededFuture(peer))
                .onFailure(failure -> stranger.close());
    }

    private Future<ClientSession> dial(Supplier<Future<List<InetAddress>>> lookUp) {
        ClientSession old = session;
        if (old != null) {
            old.close();
        }
        if (closed) {
            return Future.failedFuture(new ClientGoneException());
        }
        return outbound.dialer()
                .dial(caller.context(), lookUp.get(), address.port())
                .map(connection -> {
                    ClientSession dialled = new ClientSession(connection, outbound.limits());
                    session = dialled;
                    if (closed) {
                        dialled.close();
                    }
                    return dialled;
                });
    }

    /** A name may have several addresses, and behind each a node of its own. */
    private HostPort reached(ClientSession dialled) {
        InetSocketAddress peer = dialled.peer();
        if (peer == null) {
            return address;
        }
        String host = peer.getAddress().getHostAddress();
        return host.indexOf('%') >= 0 ? address : new HostPort(host, address.port());
    }

    private Response relayed(Response response, Hop hop, NatEntry entry) {
        Continuation next = response.next();
        if (next != null) {
            return Response.interim(response.status(), new Relayed(next, hop, entry));
        }
        ClientSession used = session;
        // a name in an older program's listing may end it early: what is left of it must not be taken for another
        // answer
        boolean closeAfter = hop.call().request() instanceof Request.ListFiles && kind.isOlder();
        entry.streaming();
        return new Response(response.status(), CountedSource.counting(response.body(), entry), cause -> {
            ended(entry);
            if (used != null && closeAfter) {
                used.close();
            }
        });
    }

    private void ended(NatEntry entry) {
        nat.close(entry);
        if (current == entry) {
            current = null;
        }
    }

    /** One call on its way out, over the kept connection or a fresh one, to the first line of its answer. */
    private final class Relaying {

        private final Hop hop;
        private final NatEntry entry;
        private final Supplier<Future<List<InetAddress>>> lookUp;
        private @Nullable Handler<AsyncResult<Response>> told;

        Relaying(
                Hop hop,
                NatEntry entry,
                Supplier<Future<List<InetAddress>>> lookUp,
                Handler<AsyncResult<Response>> told) {
            this.hop = hop;
            this.entry = entry;
            this.lookUp = lookUp;
            this.told = told;
        }

        /** Asks on the kept connection if there is one; should that die without a byte of an answer, once more on a fresh one. */
        void begin() {
            ClientSession kept = session;
            if (kept == null || !kept.isIdle()) {
                onFresh();
            } else {
                kept.soon(() -> onKept(kept));
            }
        }

        private void onKept(ClientSession kept) {
            if (!kept.isIdle()) { // any more
                onFresh();
                return;
            }
            on(kept, failure -> {
                if (maySendAgain(failure, hop)) {
                    entry.dialling();
                    onFresh();
                } else {
                    fail(told(failure, hop));
                }
            });
        }

        private void onFresh() {
            orFail(() -> fresh(hop, lookUp)
                    .onSuccess(dialled -> on(dialled, failure -> fail(told(failure, hop))))
                    .onFailure(this::fail));
        }

        private void on(ClientSession connection, Consumer<Throwable> failed) {
            orFail(() -> ask(connection, hop, entry, answered -> {
                if (answered.succeeded()) {
                    tell(Future.succeededFuture(relayed(answered.result(), hop, entry)));
                } else {
                    failed.accept(answered.cause());
                }
            }));
        }

        /** Whatever is thrown becomes a failure: the entry must not stay. */
        private void orFail(Runnable step) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        }

        private void fail(Throwable cause) {
            ended(entry);
            tell(Future.failedFuture(cause));
        }

        private void tell(Future<Response> answer) {
            Handler<AsyncResult<Response>> asked = told;
            told = null;
            if (asked != null) {
                asked.handle(answer);
            }
        }
    }

    /** A relayed exchange behind an interim line. */
    private final class Relayed implements Continuation {

        private final Continuation next;
        private final Hop hop;
        private final NatEntry entry;

        Relayed(Continuation next, Hop hop, NatEntry entry) {
            this.next = next;
            this.hop = hop;
            this.entry = entry;
        }

        @Override
        public Future<Response> proceed(@Nullable ByteSource content) {
            if (content != null) {
                entry.streaming();
            }
            return next.proceed(content == null ? null : counted(content, entry))
                    .recover(failure -> Future.failedFuture(told(failure, hop)))
                    .map(response -> relayed(response, hop, entry))
                    .onFailure(failure -> ended(entry));
        }

        @Override
        public void abandon(Throwable cause) {
            ended(entry);
            next.abandon(cause);
        }
    }
}
