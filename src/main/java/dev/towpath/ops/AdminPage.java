package dev.towpath.ops;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Serves the admin page, {@code /}, its parts, and what it shows, {@code /admin/state}. Everything comes from the program itself. */
@ApplicationScoped
class AdminPage {

    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String SVG = "image/svg+xml";
    private static final String JSON = "application/json";

    private final AdminState state;

    @Inject
    AdminPage(AdminState state) {
        this.state = state;
    }

    void register(@Observes ManagementInterface management) {
        Router router = management.router();
        asset(router, "/", "page.html", HTML);
        asset(router, "/admin/page.css", "page.css", CSS);
        asset(router, "/admin/page.js", "page.js", SCRIPT);
        asset(router, "/admin/chart.js", "chart.js", SCRIPT);
        asset(router, "/admin/icon.svg", "icon.svg", SVG);
        get(router, "/admin/state")
                .handler(request -> answer(request, JSON, state.json().toBuffer()));
    }

    private static void asset(Router router, String path, String name, String type) {
        Buffer content = read("/admin/" + name);
        get(router, path).handler(request -> answer(request, type, content));
    }

    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void answer(RoutingContext request, String type, Buffer content) {
        request.response().putHeader("Content-Type", type).end(content);
    }

    private static Buffer read(String name) {
        try (InputStream in = AdminPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + name);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
