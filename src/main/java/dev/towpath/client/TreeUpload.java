package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.client.TreeResult.Moved;
import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores a local directory with all that is in it. Of links only those are followed that lead to a regular file within the tree; what is
 * neither file nor directory is left out.
 */
final class TreeUpload {

    private final RemoteFiles files;
    private final Disk disk;
    private final Path from;
    private final RemotePath to;
    private final TreeFilter filter;
    private final TreeRun<OutgoingFile> run;
    private final ArrayDeque<Path> folders = new ArrayDeque<>();

    /** @param lanes that the files go over, as many at a time */
    TreeUpload(
            RemoteFiles files,
            List<Lane> lanes,
            Disk disk,
            Path from,
            RemotePath to,
            TreeFilter filter,
            UploadPlan plan,
            TreeListener listener) {
        this.files = files;
        this.disk = disk;
        this.from = from;
        this.to = to;
        this.filter = filter;
        this.run = new TreeRun<>(
                lanes,
                (file, lane, progress) -> lane.upload(file, plan, progress).map(Moved::of),
                Stopping::tree,
                listener);
    }

    /**
     * Does it.
     *
     * @return fails only if the directory can't be read at all, or its counterpart can't be made
     */
    Future<TreeResult> run() {
        return disk.step(this::walk)
                .compose(v -> to.isRoot() ? Future.succeededFuture() : makeWithParents(to))
                .compose(v -> {
                    Promise<Void> made = Promise.promise();
                    makeOn(made);
                    return made.future();
                })
                .compose(v -> {
                    run.allAdded();
                    return run.run();
                });
    }

    private void walk() throws IOException {
        Path top = from.toRealPath(); // the user may name the tree by a link
        if (!Files.isDirectory(top)) {
            throw new ClientException(Kind.OTHER, from + " is no folder");
        }
        Files.walkFileTree(top, new Walk(top));
    }

    /** Makes one directory after the other, those above before those below. */
    private void makeOn(Promise<Void> made) {
        Path folder = folders.poll();
        if (folder == null || run.isEnded()) {
            made.complete();
            return;
        }
        Future.<Void>succeededFuture()
                .compose(v -> make(remote(folder)))
                .recover(failure -> {
                    run.failed(folder.toString(), failure);
                    return Future.succeededFuture();
                })
                .onComplete(done -> makeOn(made));
    }

    private Future<Void> makeWithParents(RemotePath folder) {
        return make(folder).recover(failure -> {
            int slash = folder.text().lastIndexOf('/');
            boolean noParent =
                    Answers.is(failure, Refusal.DIRECTORY_NOT_FOUND) || Answers.is(failure, Refusal.FILE_NOT_FOUND);
            return slash > 0 && noParent
                    ? makeWithParents(RemotePath.of(folder.text().substring(0, slash)))
                            .compose(v -> make(folder))
                    : Future.failedFuture(failure);
        });
    }

    /** Makes a directory unless it is there. */
    private Future<Void> make(RemotePath folder) {
        return files.makeDirectory(folder)
                .recover(failure -> Answers.is(failure, Refusal.EXISTS)
                        ? files.info(folder).map(facts -> {
                            if (!facts.directory()) {
                                throw new ClientException(
                                        Kind.OTHER, "a file is in the way of the directory " + folder);
                            }
                            return null;
                        })
                        : Future.failedFuture(failure));
    }

    /** @throws ClientException for a name whose text is not what its bytes say: another could have the same text */
    private RemotePath remote(Path below) {
        if (below.toString().indexOf('\ufffd') >= 0 && !isItself(below)) {
            throw new ClientException(Kind.BAD_LOCAL_NAME, "this locale cannot express the name; set LC_ALL=C.UTF-8");
        }
        return RemotePath.of(to.isRoot() ? below.toString() : to.text() + '/' + below);
    }

    private static boolean isItself(Path name) {
        try {
            return Path.of(name.toString()).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Finds what is to be stored, on a thread that may block. */
    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;

        Walk(Path top) {
            this.top = top;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(top)) {
                return FileVisitResult.CONTINUE;
            }
            Path below = top.relativize(folder);
            if (!filter.entersDirectory(below)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            try {
                remote(below);
                folders.add(below);
                return FileVisitResult.CONTINUE;
            } catch (BadNameException | ClientException e) {
                run.failed(below.toString(), e);
                return FileVisitResult.SKIP_SUBTREE;
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Path below = top.relativize(file);
            if (!filter.takesFile(below)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isRegularFile()) {
                take(file, below, attributes.size());
            } else if (attributes.isSymbolicLink()) {
                link(file, below);
            } else {
                run.note(below + " is left out: it is neither a file nor a directory");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(top)) {
                throw why;
            }
            run.failed(top.relativize(file).toString(), Failures.ofDisk(why));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            if (why != null) {
                run.failed(top.relativize(folder).toString(), Failures.ofDisk(why));
            }
            return FileVisitResult.CONTINUE;
        }

        private void link(Path file, Path below) {
            try {
                Path target = file.toRealPath();
                if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                    run.note(below + " is left out: a link that leads to no regular file");
                } else if (!target.startsWith(top)) {
                    run.note(below + " is left out: a link that leads out of the tree");
                } else {
                    take(target, below, Files.size(target));
                }
            } catch (IOException e) {
                run.note(below + " is left out: a link that leads nowhere");
            }
        }

        private void take(Path file, Path below, long size) {
            try {
                run.add(new OutgoingFile(below.toString(), file, remote(below), size));
            } catch (BadNameException | ClientException e) {
                run.failed(below.toString(), e);
            }
        }
    }
}
