package dev.towpath.client;

import io.vertx.core.Future;

/**
 * A way to a node that files of a tree go over, one behind the other. Whoever wants several under way at once uses several. A lane is
 * used on one thread at a time, and what it gives back ends there.
 */
public interface Lane extends AutoCloseable {

    /** Does something where the lane may be used. */
    void run(Runnable action);

    /** True if a file of that size may begin now, beside those that have not ended yet; -1 if nobody knows its size. */
    boolean takes(long size);

    /** Fetches a file that a listing told of. */
    Future<Received> download(ListedFile file, DownloadPlan plan, Progress progress);

    /** Stores a local file that had so many bytes when it was found. */
    Future<Sent> upload(OutgoingFile file, UploadPlan plan, Progress progress);

    /** What has begun and was not even tried ends with {@link NotTriedException} from now on. */
    void stop();

    /** Nothing is under way any more. */
    @Override
    void close();
}
