package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.name.Printable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows a proxy's NAT table. */
@Command(
        name = "nat",
        description = "Prints the requests that a proxy is relaying now.",
        footer = {"", "Example: towpath nat --admin http://127.0.0.1:9100"})
final class NatCommand implements Callable<Integer> {

    private static final int LONGEST_TABLE = 64 * 1024 * 1024;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final String ROW = "%-8s %-22s %-7s %-22s %-11s %12s %8s  %s";

    @Inject
    Vertx vertx;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9100",
            description = "The proxy's management address (${DEFAULT-VALUE}).")
    String admin;

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        String url = admin.replaceAll("/+$", "") + "/nat";
        JsonArray table = Waiting.on(fetch(url), "nat " + admin);
        if (!json) {
            Console.out(String.format(ROW, "ID", "CLIENT", "NAT", "UPSTREAM", "STATE", "BYTES", "AGE", "REQUEST"));
        }
        for (Object entry : table) {
            JsonObject row = (JsonObject) entry;
            Console.out(json ? Console.json(row) : Printable.escape(row(row)));
        }
        return ExitCodes.DONE;
    }

    private Future<JsonArray> fetch(String url) {
        RequestOptions request = new RequestOptions().setMethod(HttpMethod.GET).setTimeout(PATIENCE_MILLIS);
        try {
            request.setAbsoluteURI(new URL(url));
        } catch (MalformedURLException e) {
            throw new UsageException("--admin: not a URL: \"" + admin + '"');
        }
        return vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(PATIENCE_MILLIS))
                .request(request)
                .recover(e -> Future.failedFuture(new ClientException(
                        ClientException.Kind.CANNOT_CONNECT, "cannot connect (is the proxy's management port there?)")))
                .compose(r -> r.send()
                        .compose(NatCommand::body)
                        .map(Buffer::toJsonArray)
                        // whatever went wrong: who answers there is no proxy's management port
                        .recover(e -> Future.failedFuture(
                                new ClientException(ClientException.Kind.OTHER, "the answer is no NAT table"))));
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            return Future.failedFuture(
                    new ClientException(ClientException.Kind.OTHER, "the answer is HTTP " + response.statusCode()));
        }
        Buffer all = Buffer.buffer();
        response.handler(piece -> {
            if (all.length() + piece.length() > LONGEST_TABLE) {
                response.request().reset();
            } else {
                all.appendBuffer(piece);
            }
        });
        return response.end().map(v -> all);
    }

    private static String row(JsonObject entry) {
        Integer port = entry.getInteger("nat_port");
        long age = Duration.between(Instant.parse(entry.getString("start")), Instant.now())
                .toSeconds();
        return String.format(
                Locale.ROOT,
                ROW,
                entry.getLong("id"),
                entry.getString("client"),
                port == null ? "-" : ":" + port,
                entry.getString("upstream"),
                entry.getString("state"),
                entry.getLong("bytes_down"),
                age + " s",
                entry.getString("verb") + ' ' + entry.getString("path"));
    }
}
