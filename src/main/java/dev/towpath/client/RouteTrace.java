package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.net.Greeting;
import dev.towpath.net.NodeIdentity;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import dev.towpath.wire.Status;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Asks the hops of a route one by one who they are, each through the hops before it, over a connection of its own.
 *
 * <p>An older program knows neither {@code HELLO} nor {@code PING}, and silence looks the same for a while: it is asked for the first
 * line of a {@code LIST} instead, which all programs know.
 */
public final class RouteTrace {

    private static final String PROXY_ERROR = Refusal.PROXY_ERROR.text() + ": ";

    private final TowpathClient client;
    private final Location location;

    public RouteTrace(TowpathClient client, Location location) {
        this.client = client;
        this.location = location;
    }

    /**
     * Asks one hop.
     *
     * @param number its place in the route, from 1; the hops before it have been asked already, and nothing was wrong with them
     * @return what that has shown; a hop that can't be reached is no failure of the future
     */
    public Future<TracedHop> hop(int number) {
        Route way = new Route(location.hops().hops().subList(0, number));
        Location place = new Location(way, RemotePath.ROOT);
        TracedHop unknown = TracedHop.unknown(number, way.hops().get(number - 1));
        return client.with(place, asking -> ask(asking, way, unknown))
                .compose(hop -> hop.older() ? askOlder(hop, place) : Future.succeededFuture(hop))
                .recover(failure -> Future.succeededFuture(unknown.failed(fault(failure, way))));
    }

    /** The size in bytes of the file that the location names, asked through the whole route. */
    public Future<Long> size() {
        return client.with(
                location,
                asking -> asking.ask(new Request.Download(location.path())).map(answer -> {
                    answer.body().discard();
                    if (answer.status() instanceof Status.Sized sized) {
                        return sized.size();
                    }
                    throw new BadAnswerException();
                }));
    }

    private static Future<TracedHop> ask(Asking asking, Route way, TracedHop unknown) {
        TracedHop hop = asking.beyond().isEmpty()
                ? unknown.at(Optional.ofNullable(asking.session().peer()).map(RouteTrace::numeric))
                : unknown;
        return introduction(asking)
                .map(hop::introduced)
                .compose(known -> known.older()
                        ? Future.succeededFuture(known)
                        : roundTrip(asking).map(known::timed))
                .recover(failure -> Future.succeededFuture(hop.failed(fault(Failures.told(failure, way), way))));
    }

    /** Who the last hop of the way is, or nothing if it is older. */
    private static Future<Optional<NodeIdentity>> introduction(Asking asking) {
        if (asking.beyond().isEmpty()) {
            return asking.session().introduce(Asking.INTRODUCTION).recover(Asking::olderIfSilent);
        }
        return asking.ask(new Request.Hello())
                .compose(answer -> Greeting.of(answer).map(who -> {
                    if (who.isEmpty()) {
                        throw new BadAnswerException();
                    }
                    return who;
                }))
                .recover(failure -> isUnknownCommand(failure)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private static boolean isUnknownCommand(Throwable failure) {
        return failure instanceof RefusedException refused
                && refused.status().text().equals(Refusal.UNKNOWN_COMMAND.text());
    }

    private static Future<Double> roundTrip(Asking asking) {
        long start = System.nanoTime();
        return asking.ask(new Request.Ping()).map(answer -> {
            if (answer.status() instanceof Status.Ok) {
                return millisSince(start);
            }
            throw new BadAnswerException();
        });
    }

    private Future<TracedHop> askOlder(TracedHop hop, Location place) {
        TracedHop silent = TracedHop.unknown(hop.number(), hop.asked()).at(hop.reached());
        boolean last = hop.number() == location.hops().hops().size();
        return client.with(place, RouteTrace::firstLineOfList)
                .map(millis -> last ? hop.timed(millis) : hop.timed(millis).failed(notLast()))
                .recover(failure -> Future.succeededFuture(silent.failed(fault(failure, place.hops()))));
    }

    private static Future<Double> firstLineOfList(Asking asking) {
        long start = System.nanoTime();
        return asking.ask(new Request.ListFiles())
                .map(answer -> {
                    answer.body().discard();
                    if (answer.status() instanceof Status.Ok) {
                        return millisSince(start);
                    }
                    throw new BadAnswerException();
                })
                .recover(failure -> Answers.hasNothingToList(failure)
                        ? Future.succeededFuture(millisSince(start))
                        : Future.failedFuture(failure));
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static TracedHop.Fault notLast() {
        String why = "an older program, which can only be the last hop";
        return new TracedHop.Fault(why, new ClientException(Kind.BAD_ROUTE, why));
    }

    private static TracedHop.Fault fault(Throwable failure, Route way) {
        return new TracedHop.Fault(reason(failure, way), failure);
    }

    private static String reason(Throwable failure, Route way) {
        int last = way.hops().size() - 1;
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        if (failure instanceof ClientException e) {
            return switch (e.kind()) {
                case RELAY_REFUSED -> "not allowed by " + way.hops().get(Math.max(last - 1, 0));
                case TIMED_OUT -> "timed out";
                case CANNOT_CONNECT ->
                    "unreachable: "
                            + (e.getCause() instanceof PeerFaultException f
                                    ? f.fault().text()
                                    : message);
                default -> message;
            };
        }
        if (isUnknownCommand(failure) && last > 0) {
            // LIST itself is known to all: it is VIA or WITH that one of the two does not know
            return way.hops().get(last - 1) + " or " + way.hops().get(last) + " knows no routes";
        }
        if (!message.startsWith(PROXY_ERROR)) {
            return message;
        }
        String cause = message.substring(PROXY_ERROR.length());
        return switch (cause) {
            case "unknown host", "refused" -> "unreachable: " + cause;
            case "timeout" -> "timed out";
            default -> message;
        };
    }

    /** The address in numbers, in its shortest form and without a zone. */
    private static HostPort numeric(InetSocketAddress address) {
        String host = NetUtil.toAddressString(address.getAddress());
        return new HostPort(host, address.getPort());
    }
}
