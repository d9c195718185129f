package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.name.RemotePath;
import dev.towpath.proxy.ProxyConfig;
import dev.towpath.server.ServerConfig;
import dev.towpath.wire.HostPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/**
 * The node that this environment would start on this machine: what a container's health check asks, which is given the container's
 * environment and nothing else.
 */
@ApplicationScoped
class OwnNode {

    private final ServerConfig server;
    private final ProxyConfig proxy;

    @Inject
    OwnNode(ServerConfig server, ProxyConfig proxy) {
        this.server = server;
        this.proxy = proxy;
    }

    /**
     * Where it listens.
     *
     * @param role what {@code QUARKUS_PROFILE} says
     * @throws UsageException if that is no role, or if the port is any free one
     */
    Location location(@Nullable String role) {
        if ("server".equals(role)) {
            return at(server.host(), server.port());
        }
        if ("proxy".equals(role)) {
            return at(proxy.host(), proxy.port());
        }
        throw new UsageException("no node is named: give tow://host:port, or QUARKUS_PROFILE as server or proxy");
    }

    private static Location at(String host, int port) {
        if (port == 0) {
            throw new UsageException("the node takes any free port: give tow://host:port");
        }
        return Location.at(new HostPort(reachable(host), port), RemotePath.ROOT);
    }

    /** Who listens on all addresses is on the loopback one too. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> host;
        };
    }
}
