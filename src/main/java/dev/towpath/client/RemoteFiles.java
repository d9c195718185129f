package dev.towpath.client;

import dev.towpath.name.RemotePath;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The files of one node, or of what lies behind a route, whatever it speaks. Futures fail with
 * {@link dev.towpath.wire.RefusedException} when a node said no, {@code unknown command} also where the node is too old to be asked, else
 * with {@link ClientException}. May be used from any thread; what is asked while something else is under way waits for it or goes over a
 * connection of its own.
 */
public interface RemoteFiles extends AutoCloseable {

    /** Lists a directory in the order of the node. */
    Future<List<RemoteEntry>> list(RemotePath directory);

    /** Tells what stands under a path. */
    Future<Facts> info(RemotePath path);

    /** The digest of a whole file, computed there. */
    Future<Digest> hash(RemotePath path);

    Future<Void> makeDirectory(RemotePath path);

    /** Removes a file or an empty directory. */
    Future<Void> remove(RemotePath path);

    /** Renames, or moves into {@code to} if that is a directory. */
    Future<Void> move(RemotePath from, RemotePath to);

    /** Fetches a file. */
    Future<Received> download(RemotePath path, Destination to, DownloadPlan plan, Progress progress);

    /** Stores a file. */
    Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress);

    /** A lane of its own on which many small files go at once; nothing where this node takes one request at a time. */
    default Optional<Lane> lane() {
        return Optional.empty();
    }

    /** Ends the use of it. */
    @Override
    void close();
}
