package dev.towpath.cli;

import dev.towpath.client.ClientConfig;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.Location;
import dev.towpath.client.RateLimit;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.TokenFiles;
import dev.towpath.client.TowpathClient;
import dev.towpath.net.Limits;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;

/** Makes a client as flags and configuration want it. */
@ApplicationScoped
class Clients {

    private final Vertx vertx;
    private final Limits limits;
    private final ClientConfig config;

    @Inject
    Clients(Vertx vertx, Limits limits, ClientConfig config) {
        this.vertx = vertx;
        this.limits = limits;
        this.config = config;
    }

    /** A client; a flag beats what is configured. */
    TowpathClient with(ClientOptions flags) {
        return with(flags, RateLimit.NONE);
    }

    /** The same with all transfers at that rate together. */
    TowpathClient with(ClientOptions flags, RateLimit rate) {
        return new TowpathClient(vertx, limits(flags), rate);
    }

    private ClientLimits limits(ClientOptions flags) {
        Optional<Duration> connect = Optional.ofNullable(flags.connectTimeout);
        Optional<Duration> silence = Optional.ofNullable(flags.timeout);
        ClientLimits usual = new ClientLimits(limits, config.connectTimeout(), config.timeout());
        return new ClientLimits(
                limits,
                connect.orElse(usual.connectTimeout()),
                silence.orElse(usual.stallTimeout()),
                connect.orElse(usual.chainConnectTimeout()),
                silence.orElse(usual.chainStallTimeout()));
    }

    /** The files of a node that speaks the line protocol, or of what lies behind a route. */
    RemoteFiles files(Location location, ClientOptions flags) {
        return with(flags).files(location);
    }

    /**
     * The same in either dialect.
     *
     * @throws UsageException if the mini-FTP is asked for by a route, which it does not know
     */
    RemoteFiles files(Location location, DialectOption dialect, ClientOptions flags) {
        return files(location, dialect, flags, RateLimit.NONE);
    }

    /** The same with all transfers at that rate together. */
    RemoteFiles files(Location location, DialectOption dialect, ClientOptions flags, RateLimit rate) {
        if (!dialect.isToken()) {
            return with(flags, rate).files(location);
        }
        if (location.hops().hops().size() > 1) {
            throw new UsageException("--dialect token knows no routes: one node, not " + location.hops());
        }
        return new TokenFiles(vertx, limits(flags), location.hops().next(), rate);
    }
}
