package dev.towpath.cli;

import dev.towpath.client.RemoteEntry;
import dev.towpath.client.RemoteFiles;
import dev.towpath.name.BadNameException;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The names in a node's directories for completion: asked for briefly, kept for some seconds, none if the node does not say at once. */
final class RemoteNames {

    private static final long PATIENCE_MILLIS = 2000;
    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int MOST_KEPT = 32;

    private final RemoteFiles files;
    private final Map<RemotePath, Known> known = new LinkedHashMap<>();

    private record Known(List<String> names, long since) {

        boolean isFresh() {
            return System.nanoTime() - since < KEPT.toNanos();
        }
    }

    RemoteNames(RemoteFiles files) {
        this.files = files;
    }

    /** The names in a folder as it was typed; a directory's ends in {@code /}. Only names that can be shown as they are. */
    List<String> in(RemotePlace place, String folder) {
        RemotePath directory;
        try {
            directory = place.resolve(folder);
        } catch (BadNameException e) {
            return List.of();
        }
        known.values().removeIf(entry -> !entry.isFresh());
        Known kept = known.get(directory);
        if (kept == null) {
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            kept = new Known(ask(directory), System.nanoTime());
            known.put(directory, kept);
        }
        return kept.names();
    }

    private List<String> ask(RemotePath directory) {
        try {
            return files
                    .list(directory)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                    .stream()
                    .filter(entry -> entry.name().equals(Printable.escape(entry.name())))
                    .map(entry -> entry.name() + (entry.kind() == RemoteEntry.Kind.DIRECTORY ? "/" : ""))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
