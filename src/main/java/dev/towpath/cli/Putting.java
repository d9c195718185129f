package dev.towpath.cli;

import dev.towpath.client.RemoteFiles;
import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Refusal;
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

    /** True if there is a directory of that path; a node that says there is none, or can't tell, has none. */
    static boolean isFolder(RemoteFiles files, RemotePath path, String what) {
        return path.isRoot()
                || Waiting.on(
                        files.info(path)
                                .map(Facts::directory)
                                .recover(failure ->
                                        isNone(failure) ? Future.succeededFuture(false) : Future.failedFuture(failure)),
                        what);
    }

    /** A node that is only busy, say, may well have one: to take it for none would put files in the wrong place. */
    private static boolean isNone(Throwable failure) {
        return Refused.by(failure, Refusal.FILE_NOT_FOUND)
                || Refused.by(failure, Refusal.DIRECTORY_NOT_FOUND)
                || Refused.by(failure, Refusal.UNKNOWN_COMMAND);
    }
}
