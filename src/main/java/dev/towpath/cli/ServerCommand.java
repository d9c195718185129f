package dev.towpath.cli;

import dev.towpath.server.ServerConfig;
import dev.towpath.store.LocalStore;
import dev.towpath.store.PartLimits;
import dev.towpath.store.StoreException;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves a folder. */
@Command(
        name = "server",
        description = "Serves the files of a folder.",
        footer = {"", "Example: towpath server --root /srv/builds --port 9001"})
final class ServerCommand implements Callable<Integer> {

    private static final Logger LOG = Logger.getLogger("dev.towpath");

    private static final long FIRST_SWEEP_SECONDS = 5;
    private static final long SWEEP_SECONDS = 600;

    @Inject
    Vertx vertx;

    @Inject
    ServerConfig config;

    @Inject
    Listening listening;

    @Inject
    RunningNode running;

    @Option(names = "--root", paramLabel = "DIR", description = "The folder to serve (./files), made if missing.")
    @Nullable
    String root;

    @Option(names = "--read-only", description = "Refuse every change.")
    boolean readOnly;

    @Mixin
    ListenOptions listen;

    @Override
    public Integer call() {
        Node.Settings settings = listening.settings(vertx, listen, config.host(), config.port());
        Path folder = folder(root != null ? root : config.root());
        warnOfLocale();
        LocalStore store = store(folder, new PartLimits(config.partAge(), config.partBytes(), config.partFiles()));
        boolean refusesChanges = config.readOnly() || readOnly;
        if (!refusesChanges) {
            sweepNowAndThen(store);
        }
        return running.serve(
                Node.server(vertx, settings, store, config.openTimeout(), refusesChanges),
                "server",
                settings,
                "serves " + folder);
    }

    private static Path folder(String root) {
        Path folder = Path.of(root).toAbsolutePath().normalize();
        if (!Files.exists(folder)) {
            try {
                Files.createDirectories(folder);
                LOG.infof("made the folder %s", folder);
            } catch (IOException e) {
                throw notServable(folder + " cannot be made", e);
            }
        }
        return folder;
    }

    private static LocalStore store(Path folder, PartLimits limits) {
        try {
            return new LocalStore(folder, limits);
        } catch (StoreException e) {
            throw notServable(Files.isDirectory(folder) ? folder + " cannot be read" : folder + " is not a folder", e);
        }
    }

    /** Drops what broken uploads have left and nobody continued, on a thread that ends with the process. */
    @SuppressWarnings("FutureReturnValueIgnored") // it goes on until the end
    private static void sweepNowAndThen(LocalStore store) {
        Executors.newSingleThreadScheduledExecutor(task -> {
                    Thread thread = new Thread(task, "towpath-sweep");
                    thread.setDaemon(true);
                    return thread;
                })
                .scheduleWithFixedDelay(() -> sweep(store), FIRST_SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    private static void sweep(LocalStore store) {
        try {
            store.sweep();
        } catch (RuntimeException e) { // the next sweep may work
            LOG.warnf("what broken uploads have left could not be swept: %s", e.getMessage());
        }
    }

    private static CommandFailure notServable(String why, Exception cause) {
        return new CommandFailure("server", new IllegalStateException(why, cause), ExitCodes.DIRECTORY_MISSING);
    }

    /** The JDK reads file names by the locale's character set, and can't name what that set lacks. */
    private static void warnOfLocale() {
        String names = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (!Charset.isSupported(names) || !Charset.forName(names).equals(StandardCharsets.UTF_8)) {
            LOG.warnf(
                    "the locale's character set is %s: files with other names than it has are not served; set LC_ALL=C.UTF-8",
                    names);
        }
    }
}
