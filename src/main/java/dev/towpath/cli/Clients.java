package dev.towpath.cli;

import dev.towpath.client.ClientConfig;
import dev.towpath.client.ClientLimits;
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
        Optional<Duration> connect = Optional.ofNullable(flags.connectTimeout);
        Optional<Duration> silence = Optional.ofNullable(flags.timeout);
        ClientLimits usual = new ClientLimits(limits, config.connectTimeout(), config.timeout());
        return new TowpathClient(
                vertx,
                new ClientLimits(
                        limits,
                        connect.orElse(usual.connectTimeout()),
                        silence.orElse(usual.stallTimeout()),
                        connect.orElse(usual.chainConnectTimeout()),
                        silence.orElse(usual.chainStallTimeout())));
    }
}
