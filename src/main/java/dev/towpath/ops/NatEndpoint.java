package dev.towpath.ops;

import dev.towpath.proxy.NatEntry;
import dev.towpath.proxy.NatTable;
import dev.towpath.wire.HostPort;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows the NAT table on the management port: {@code GET /nat}, a JSON array, oldest entry first; empty for a server. */
@ApplicationScoped
public class NatEndpoint {

    private volatile @Nullable NatTable table;

    /** Names the table to show. */
    public void show(NatTable shown) {
        this.table = shown;
    }

    void register(@Observes ManagementInterface management) {
        management
                .router()
                .route("/nat")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(json().toBuffer()));
    }

    private JsonArray json() {
        NatTable shown = table;
        List<NatEntry> entries = shown == null ? List.of() : shown.snapshot();
        JsonArray array = new JsonArray();
        entries.forEach(entry -> array.add(json(entry)));
        return array;
    }

    private static JsonObject json(NatEntry entry) {
        return new JsonObject()
                .put("id", entry.id())
                .put("client", entry.client())
                .put("nat_port", entry.natPort() == 0 ? null : entry.natPort())
                .put("upstream", entry.upstream().toString())
                .put("verb", entry.request().verb())
                .put("path", entry.request().subject())
                .put(
                        "route",
                        new JsonArray(entry.route().hops().stream()
                                .map(HostPort::toString)
                                .toList()))
                .put("sid", entry.sid())
                .put("state", entry.state().name().toLowerCase(java.util.Locale.ROOT))
                .put("paused", entry.isPaused())
                .put("bytes_up", entry.bytesUp())
                .put("bytes_down", entry.bytesDown())
                .put("start", entry.start().toString());
    }
}
