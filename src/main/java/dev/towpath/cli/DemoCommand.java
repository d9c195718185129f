package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.Destination;
import dev.towpath.client.DownloadPlan;
import dev.towpath.client.Location;
import dev.towpath.client.Received;
import dev.towpath.client.RemoteEntry;
import dev.towpath.client.RemoteFiles;
import dev.towpath.name.RemotePath;
import dev.towpath.net.Limits;
import dev.towpath.proxy.NatEntry;
import dev.towpath.store.LocalStore;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Request;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows server, proxy and client at work in one process, on free ports and a folder of its own. */
@Command(
        name = "demo",
        description = "Runs a server and a proxy in this process and moves a file through them.",
        footer = {"", "Example: towpath demo"})
final class DemoCommand implements Callable<Integer> {

    private static final String HOST = "127.0.0.1";
    private static final String SAMPLE = "sample.bin";
    private static final int SAMPLE_MIB = 64;

    @Inject
    Vertx vertx;

    @Inject
    Limits limits;

    @Inject
    Clients clients;

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("towpath-demo-");
        try {
            run(folder);
        } finally {
            delete(folder);
        }
        return ExitCodes.DONE;
    }

    private void run(Path folder) throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        Files.writeString(files.resolve("hello.txt"), "Hello from the other side of the proxy.\n");
        writeSample(files.resolve(SAMPLE));

        Node server =
                Waiting.on(Node.server(vertx, free(), new LocalStore(files), Duration.ofSeconds(5)), "demo server");
        say("server", "listens on " + HOST + ':' + server.port() + " and serves " + files);
        HostPort upstream = new HostPort(HOST, server.port());
        Node proxy = Waiting.on(Node.proxy(vertx, free(), upstream), "demo proxy");
        say("proxy", "listens on " + HOST + ':' + proxy.port() + " and relays to " + upstream);

        Location entrance = Location.at(new HostPort(HOST, proxy.port()), RemotePath.ROOT);
        try (RemoteFiles remote = clients.with(new ClientOptions()).files(entrance)) {
            List<RemoteEntry> entries = Waiting.on(remote.list(RemotePath.ROOT), "demo ls");
            say("ls", entries.stream().map(RemoteEntry::name).collect(Collectors.joining("  ")));
            download(remote, proxy, folder.resolve("copy.bin"));
        }

        Waiting.on(proxy.drain(), "demo proxy");
        Waiting.on(server.drain(), "demo server");
        say("done", "the NAT table has " + proxy.nat().size() + " entries");
    }

    private Node.Settings free() {
        return Node.Settings.of(vertx, HOST, 0, limits);
    }

    private static void download(RemoteFiles remote, Node proxy, Path copy) {
        AtomicReference<@Nullable NatEntry> seen = new AtomicReference<>();
        Received received = Waiting.on(
                remote.download(
                        RemotePath.of(SAMPLE), new Destination.LocalFile(copy), DownloadPlan.PLAIN, (bytes, total) -> {
                            if (seen.get() == null) {
                                proxy.nat().snapshot().stream()
                                        .filter(entry -> entry.request() instanceof Request.Download)
                                        .findFirst()
                                        .ifPresent(seen::set);
                            }
                        }),
                "demo get");
        NatEntry entry = seen.get();
        if (entry == null) {
            throw new ClientException(ClientException.Kind.OTHER, "no NAT entry was seen during the download");
        }
        say(
                "nat",
                entry.client() + " -> :" + entry.natPort() + " -> " + entry.upstream() + ' '
                        + entry.request().line());
        if (!received.verified()) {
            throw new CommandFailure(
                    "demo get",
                    new ClientException(ClientException.Kind.OTHER, "the copy is not proven to be the file"),
                    ExitCodes.CHECKSUM_MISMATCH);
        }
        say(
                "get",
                String.format(
                        Locale.ROOT,
                        "%s, %d bytes in %.2f s, sha256 %s, equal to the server's",
                        SAMPLE,
                        received.bytes(),
                        received.seconds(),
                        received.sha256()));
    }

    private static void writeSample(Path file) throws IOException {
        byte[] block = new byte[1024 * 1024];
        Random random = new Random(1);
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < SAMPLE_MIB; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static void say(String who, String what) {
        Console.out(String.format(Locale.ROOT, "%-7s %s", who, what));
    }
}
