package dev.towpath.cli;

import dev.towpath.client.RemoteFiles;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Refusal;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Directories and names of a node, changed as a user asks for it; a script hears of each change that was made. */
record Changes(RemoteFiles files, Streams streams, boolean json) {

    Changes(RemoteFiles files, boolean json) {
        this(files, Streams.standard(), json);
    }

    /** @param parents true if those above it are to be made, and one that is there already is as good as a new one */
    void makeDirectory(String what, RemotePath path, boolean parents) {
        named(what, path);
        if (parents) {
            makeAll(what, path);
        } else {
            Waiting.on(files.makeDirectory(path), what);
        }
        done(path);
    }

    void remove(String what, RemotePath path) {
        Waiting.on(files.remove(named(what, path)), what);
        done(path);
    }

    void move(String what, RemotePath from, RemotePath to) {
        Waiting.on(files.move(from, to), what);
        done(to);
    }

    /**
     * A path that is not the root.
     *
     * @throws CommandFailure if it is
     */
    static RemotePath named(String what, RemotePath path) {
        if (path.isRoot()) {
            throw new CommandFailure(what, new UsageException("names nothing below the root"));
        }
        return path;
    }

    private void makeAll(String what, RemotePath path) {
        List<String> parts = path.components();
        for (int i = 1; i <= parts.size(); i++) {
            RemotePath step = RemotePath.of(String.join("/", parts.subList(0, i)));
            boolean last = i == parts.size();
            Waiting.on(
                    files.makeDirectory(step)
                            .recover(failure -> exists(failure)
                                    ? last ? mustBeDirectory(step, failure) : Future.succeededFuture()
                                    : Future.failedFuture(failure)),
                    what);
        }
    }

    private Future<Void> mustBeDirectory(RemotePath path, Throwable failure) {
        return files.info(path)
                .compose(facts -> facts.directory() ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private static boolean exists(Throwable failure) {
        return Refused.by(failure, Refusal.EXISTS);
    }

    private void done(RemotePath path) {
        if (json) {
            streams.print(new JsonObject().put("event", "done").put("path", path.text()));
        }
    }
}
