package dev.towpath.cli;

import dev.towpath.client.ClientConfig;
import dev.towpath.client.ClientLimits;
import dev.towpath.client.TowpathClient;
import dev.towpath.net.Limits;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

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
        return new TowpathClient(
                vertx,
                new ClientLimits(
                        limits,
                        flags.connectTimeout != null ? flags.connectTimeout : config.connectTimeout(),
                        flags.timeout != null ? flags.timeout : config.timeout()));
    }
}
