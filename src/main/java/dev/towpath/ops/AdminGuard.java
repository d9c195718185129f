package dev.towpath.ops;

import io.netty.util.NetUtil;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands before everything on the management port. Health and metrics are for all; the rest, whatever it is, for callers on this host,
 * for others with the token. The host that a request names must be a known one, or a page from elsewhere could have a browser here ask
 * by a name of its own (DNS rebinding). Nothing can be changed here: only GET and HEAD are answered.
 */
@ApplicationScoped
public class AdminGuard {

    private static final int BEFORE_ALL = Integer.MIN_VALUE;
    private static final Set<HttpMethod> ANSWERED = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> OPEN =
            Set.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics");
    private static final String POLICY =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int MISDIRECTED = 421;

    private final AdminConfig config;
    private final Function<HttpServerRequest, SocketAddress> caller;
    private final Set<String> hosts;
    private volatile @Nullable AdminToken token;

    @Inject
    AdminGuard(AdminConfig config) {
        // the connection's own address, whatever a header says
        this(config, request -> request.connection().remoteAddress());
    }

    AdminGuard(AdminConfig config, Function<HttpServerRequest, SocketAddress> caller) {
        this.config = config;
        this.caller = caller;
        this.hosts = config.hosts().orElse(List.of()).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads the token, if one is configured; until then no other host is let in.
     *
     * @throws IllegalArgumentException if there is none where it should be
     */
    public void readToken() {
        config.tokenFile().ifPresent(file -> token = AdminToken.read(Path.of(file)));
    }

    void register(@Observes ManagementInterface management) {
        management.router().route().order(BEFORE_ALL).handler(this::check).failureHandler(AdminGuard::malformed);
    }

    private void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        response.putHeader("X-Content-Type-Options", "nosniff");
        if (!ANSWERED.contains(request.method())) {
            response.putHeader("Allow", "GET, HEAD");
            refuse(response, METHOD_NOT_ALLOWED, "only GET and HEAD");
            return;
        }
        String path;
        try {
            path = context.normalizedPath();
        } catch (IllegalArgumentException e) {
            refuse(response, BAD_REQUEST, "not a path");
            return;
        }
        if (OPEN.contains(path)) {
            context.next();
            return;
        }
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cache-Control", "no-store");
        if (!isKnown(request)) {
            refuse(response, MISDIRECTED, "not a name of this host (towpath.admin.hosts)");
        } else if (isLoopback(caller.apply(request).hostAddress())) {
            context.next();
        } else {
            checkToken(context);
        }
    }

    /** A request that is none is told so in a line; what else fails is told by whoever comes next. */
    private static void malformed(RoutingContext context) {
        if (context.statusCode() == BAD_REQUEST) {
            refuse(context.response(), BAD_REQUEST, "not a request");
        } else {
            context.next();
        }
    }

    private void checkToken(RoutingContext context) {
        AdminToken expected = token;
        if (expected == null) {
            refuse(
                    context.response(),
                    FORBIDDEN,
                    "only from this host, unless there is a token (towpath.admin.token-file)");
        } else if (expected.isIn(context.request().getHeader("Authorization"))) {
            context.next();
        } else {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"towpath\"");
            refuse(context.response(), UNAUTHORIZED, "a bearer token is needed");
        }
    }

    private boolean isKnown(HttpServerRequest request) {
        HostAndPort named = request.authority();
        if (named == null || request.headers().getAll("Host").size() > 1) {
            return false;
        }
        String host = named.host().toLowerCase(Locale.ROOT);
        return host.equals("localhost") || hosts.contains(host) || isLoopback(host);
    }

    /** True for an address of loopback, never for a name: a name's meaning is not this host's to say. */
    private static boolean isLoopback(@Nullable String literal) {
        if (literal == null) {
            return false;
        }
        String bare =
                literal.startsWith("[") && literal.endsWith("]") ? literal.substring(1, literal.length() - 1) : literal;
        byte[] address = NetUtil.createByteArrayFromIpAddressString(bare);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void refuse(HttpServerResponse response, int status, String why) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end(why + '\n');
    }
}
