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
import java.util.Iterator;
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
    private final TreeRun<Found> run;

    /** Directories that are still to be looked into, those found last before the others. */
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    private long remembered;

    /** A tree without an end must not fill the memory: so much may be held of directories that wait, in bytes, about. */
    private static final long MOST_REMEMBERED = 128L * 1024 * 1024;

    /** What a directory takes besides its name. */
    private static final int PLACE_BYTES = 256;

    /**
     * A file that is to be fetched.
     *
     * @param path below the top, as the node has it
     * @param local the same here
     */
    private record Found(String path, Path local, RemoteEntry entry) implements TreeRun.File {

        @Override
        public long size() {
            return entry.size();
        }
    }

    /**
     * A directory that is to be looked into.
     *
     * @param path below the top, as the node has it; empty for the top
     * @param tags of the directories above it
     */
    private record Place(String path, Path local, List<String> tags) {

        long bytes() {
            return PLACE_BYTES + 4L * path.length();
        }

        String below(String name) {
            return path.isEmpty() ? name : path + '/' + name;
        }
    }

    /** @param lanes that the files go over, as many at a time */
    TreeDownload(
            RemoteFiles files,
            List<Lane> lanes,
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
        this.run = new TreeRun<>(
                lanes,
                (file, lane, progress) ->
                        lane.download(wanted(file), plan, progress).map(Moved::of),
                Stopping::tree,
                listener);
    }

    /**
     * Does it.
     *
     * @return fails only if the directory itself can't be listed, or be made here
     */
    Future<TreeResult> run() {
        Place top = new Place("", Path.of(""), List.of());
        return files.list(from)
                .compose(entries -> disk.step(() -> Files.createDirectories(to)).map(entries))
                .compose(entries -> {
                    Promise<Void> walked = Promise.promise();
                    Future.<Void>succeededFuture()
                            .compose(v -> take(top, entries))
                            .onSuccess(v -> walkOn(walked))
                            .onFailure(walked::fail);
                    walked.future().onSuccess(v -> run.allAdded()).onFailure(run::breakOff);
                    return run.run();
                });
    }

    /** Looks into one directory after the other. */
    private void walkOn(Promise<Void> walked) {
        Place place = run.isEnded() ? null : places.poll();
        if (place == null) {
            walked.complete();
            return;
        }
        remembered -= place.bytes();
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

    /** Notes what is wanted of a directory's entries, as far as there is room for it. */
    private Future<Void> take(Place place, List<RemoteEntry> entries) {
        ArrayDeque<Place> found = new ArrayDeque<>();
        return take(place, entries.iterator(), found).onComplete(taken -> {
            while (!found.isEmpty()) {
                places.push(found.removeLast());
            }
        });
    }

    private Future<Void> take(Place place, Iterator<RemoteEntry> entries, ArrayDeque<Place> found) {
        while (entries.hasNext() && !run.isEnded()) {
            if (!run.hasRoom()) {
                return run.room().compose(v -> take(place, entries, found));
            }
            RemoteEntry entry = entries.next();
            if (entry.kind() == RemoteEntry.Kind.UNKNOWN) {
                return kindOf(place, entry).compose(known -> {
                    take(place, known, found);
                    return take(place, entries, found);
                });
            }
            take(place, entry, found);
        }
        return Future.succeededFuture();
    }

    private void take(Place place, RemoteEntry entry, ArrayDeque<Place> found) {
        String path = place.below(entry.name());
        try {
            Path local = place.local().resolve(name(entry));
            if (entry.kind() == RemoteEntry.Kind.DIRECTORY) {
                if (filter.entersDirectory(local)) {
                    found.add(remembered(new Place(path, local, place.tags())));
                }
            } else if (filter.takesFile(local)) {
                run.add(new Found(path, local, entry));
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

    private static Path name(RemoteEntry entry) {
        Path name = Path.of(entry.name());
        if (name.getNameCount() != 1
                || name.isAbsolute()
                || entry.name().equals("..")
                || entry.name().equals(".")) {
            throw new ClientException(Kind.BAD_LOCAL_NAME, "not the name of a file");
        }
        return name;
    }

    /** Makes sure that a directory can be looked into later. */
    private Place remembered(Place place) {
        if (place.tags().size() + 1 >= DEEPEST) {
            throw new ClientException(Kind.OTHER, "is deeper than " + DEEPEST + " directories");
        }
        remote(place.path()); // a path that is too long is told of here
        if (remembered + place.bytes() > MOST_REMEMBERED) {
            throw new ClientException(Kind.OTHER, "is left out: too many directories wait to be looked into");
        }
        remembered += place.bytes();
        return place;
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

    private ListedFile wanted(Found file) {
        RemoteEntry entry = file.entry();
        return new ListedFile(remote(file.path()), to.resolve(file.local()), entry.size(), entry.modified());
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

    private static String shown(Path file) {
        return Printable.escape(file.toString());
    }
}
