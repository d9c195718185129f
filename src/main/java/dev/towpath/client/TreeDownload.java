package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.TreeResult.Moved;
import dev.towpath.name.BadNameException;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches a directory of a node with all that is in it. Nothing is ever written outside the local directory: a name is a single
 * component, and no link in the way is followed.
 */
final class TreeDownload {

    /** Deeper than any tree that people make: a link there that leads back up, and can't be seen to, would go on for ever. */
    private static final int DEEPEST = 100;

    private final RemoteFiles files;
    private final Disk disk;
    private final RemotePath from;
    private final Path to;
    private final TreeFilter filter;
    private final DownloadPlan plan;
    private final TreeRun<Found> run;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /**
     * A file that is to be fetched.
     *
     * @param path below the top, as the node has it
     * @param local the same here
     */
    private record Found(String path, Path local, long size) implements TreeRun.File {}

    /**
     * A directory that is to be looked into.
     *
     * @param path below the top, as the node has it; empty for the top
     * @param tags of the directories above it
     */
    private record Place(String path, Path local, List<String> tags) {

        String below(String name) {
            return path.isEmpty() ? name : path + '/' + name;
        }
    }

    TreeDownload(
            RemoteFiles files,
            Disk disk,
            RemotePath from,
            Path to,
            TreeFilter filter,
            DownloadPlan plan,
            TreeListener listener) {
        this.files = files;
        this.disk = disk;
        this.from = from;
        this.to = to;
        this.filter = filter;
        this.plan = plan;
        this.run = new TreeRun<>(listener);
    }

    /**
     * Does it.
     *
     * @param lanes how many files at a time
     * @return fails only if the directory itself can't be listed, or be made here
     */
    Future<TreeResult> run(int lanes) {
        Place top = new Place("", Path.of(""), List.of());
        return files.list(from)
                .compose(entries -> disk.step(() -> Files.createDirectories(to)).compose(v -> take(top, entries)))
                .compose(v -> {
                    Promise<Void> walked = Promise.promise();
                    walkOn(walked);
                    return walked.future();
                })
                .compose(v -> run.run(lanes, this::fetch));
    }

    /** Looks into one directory after the other. */
    private void walkOn(Promise<Void> walked) {
        Place place = places.poll();
        if (place == null || run.isStopped()) {
            walked.complete();
            return;
        }
        Future.<Void>succeededFuture()
                .compose(v -> enter(place))
                .recover(failure -> {
                    run.failed(place.path(), failure);
                    return Future.succeededFuture();
                })
                .onComplete(done -> walkOn(walked));
    }

    private Future<Void> enter(Place place) {
        RemotePath remote = remote(place.path());
        return files.info(remote).map(Facts::tag).otherwise("").compose(tag -> {
            if (!tag.isEmpty() && place.tags().contains(tag)) {
                run.note(place.path() + " is left out: it leads back to a directory above it");
                return Future.succeededFuture();
            }
            List<String> tags = new ArrayList<>(place.tags());
            tags.add(tag);
            Place known = new Place(place.path(), place.local(), tags);
            return files.list(remote)
                    .compose(entries ->
                            disk.step(() -> makeFolder(place.local())).compose(v -> take(known, entries)));
        });
    }

    /** Notes what is wanted of a directory's entries. */
    private Future<Void> take(Place place, List<RemoteEntry> entries) {
        Future<Void> taken = Future.succeededFuture();
        for (RemoteEntry entry : entries) {
            if (entry.kind() == RemoteEntry.Kind.UNKNOWN) {
                taken = taken.compose(v -> kindOf(place, entry)).map(known -> {
                    take(place, known);
                    return null;
                });
            } else {
                take(place, entry);
            }
        }
        return taken;
    }

    private void take(Place place, RemoteEntry entry) {
        String path = place.below(entry.name());
        try {
            Path name = Path.of(entry.name());
            if (name.getNameCount() != 1
                    || name.isAbsolute()
                    || entry.name().equals("..")
                    || entry.name().equals(".")) {
                throw new ClientException(Kind.BAD_LOCAL_NAME, "not the name of a file");
            }
            Path local = place.local().resolve(name);
            if (entry.kind() == RemoteEntry.Kind.DIRECTORY) {
                if (filter.entersDirectory(local)) {
                    if (place.tags().size() + 1 >= DEEPEST) {
                        throw new ClientException(Kind.OTHER, "is deeper than " + DEEPEST + " directories");
                    }
                    remote(path); // a path that is too long is told of here
                    places.add(new Place(path, local, place.tags()));
                }
            } else if (filter.takesFile(local)) {
                run.add(new Found(path, local, entry.size()));
            }
        } catch (InvalidPathException e) {
            run.failed(
                    path,
                    new ClientException(
                            Kind.BAD_LOCAL_NAME, "this locale cannot express the name; set LC_ALL=C.UTF-8", e));
        } catch (ClientException | BadNameException e) {
            run.failed(path, e);
        }
    }

    /** Where the listing does not tell, only what can be listed is a directory. */
    private Future<RemoteEntry> kindOf(Place place, RemoteEntry entry) {
        return files.list(remote(place.below(entry.name())))
                .map(entries -> RemoteEntry.Kind.DIRECTORY)
                .recover(failure -> failure instanceof RefusedException
                        ? Future.succeededFuture(RemoteEntry.Kind.FILE)
                        : Future.failedFuture(failure))
                .map(kind -> new RemoteEntry(entry.name(), kind, entry.size(), entry.modified()));
    }

    private RemotePath remote(String path) {
        return RemotePath.ofFolder(from.isRoot() ? path : from.text() + '/' + path);
    }

    private Future<Moved> fetch(Found file, Progress progress) {
        Path local = to.resolve(file.local());
        return disk.step(() -> refuseOccupied(local))
                .compose(v -> files.download(remote(file.path()), new Destination.LocalFile(local), plan, progress))
                .map(Moved::of);
    }

    /** Makes a folder below the top, whose parent was made before; a link in its place is not followed. */
    private void makeFolder(Path below) throws IOException {
        Path folder = to.resolve(below);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new ClientException(Kind.OTHER, shown(folder) + " is in the way and is no folder");
            }
            Files.createDirectory(folder);
        }
    }

    /** A device or a pipe here was not meant by somebody who fetches a tree, and a link could lead to one anywhere. */
    private static void refuseOccupied(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ClientException(Kind.OTHER, shown(file) + " is in the way and is no regular file");
        }
    }

    private static String shown(Path file) {
        return Printable.escape(file.toString());
    }
}
