package dev.towpath.cli;

import dev.towpath.client.RemoteFiles;
import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;

/** Finds the name that something stored is to have. */
final class Putting {

    private Putting() {}

    /**
     * What a file or folder of this side is to be called there.
     *
     * @throws CommandFailure if it has no name of its own, or none that could be carried
     */
    static RemotePath name(String what, String source, LocalPlace local, WrittenLocation target) {
        if (source.equals(LocalSource.STDIN) && target.folder()) {
            throw new CommandFailure(
                    what, new UsageException("standard input has no name; the location must say what to call it"));
        }
        try {
            return target.under(LocalSource.name(source, local));
        } catch (BadNameException e) {
            throw new CommandFailure(what, e);
        }
    }

    /** True if there is a directory of that path; a node that can't be asked, or says no, has none. */
    static boolean isFolder(RemoteFiles files, RemotePath path, String what) {
        return path.isRoot()
                || Waiting.on(
                        files.info(path)
                                .map(Facts::directory)
                                .recover(failure -> failure instanceof RefusedException
                                        ? Future.succeededFuture(false)
                                        : Future.failedFuture(failure)),
                        what);
    }
}
