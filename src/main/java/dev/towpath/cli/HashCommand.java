package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.client.RemoteFiles;
import dev.towpath.name.Printable;
import dev.towpath.wire.Digest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Has a node compute the digest of a file. */
@Command(
        name = "hash",
        description = "Prints the SHA-256 of a file, computed by its server, in the form of sha256sum.",
        footer = {"", "Example: towpath hash tow://127.0.0.1:9000/build.tar.gz"})
final class HashCommand implements Callable<Integer> {

    @Inject
    Clients clients;

    @Mixin
    ClientOptions options;

    @Parameters(
            arity = "1..*",
            paramLabel = "LOCATION",
            converter = LocationArgument.class,
            description = "tow://host:port/path")
    List<Location> locations;

    @Override
    public Integer call() {
        StopSignals.interruptAtOnce();
        return Batch.each(locations, this::hash);
    }

    private void hash(Location location) {
        try (RemoteFiles files = clients.files(location, options)) {
            Digest digest = Waiting.on(files.hash(location.path()), "hash " + location);
            String path = location.path().text();
            Console.out(options.json ? Console.json(event(path, digest)) : line(path, digest));
        }
    }

    /** As {@code sha256sum -c} reads it. */
    static String line(String path, Digest digest) {
        return digest.sha256() + "  " + Printable.escape(path);
    }

    /** The same for a script. */
    static JsonObject event(String path, Digest digest) {
        return new JsonObject()
                .put("event", "hash")
                .put("path", path)
                .put("bytes", digest.size())
                .put("sha256", digest.sha256());
    }
}
