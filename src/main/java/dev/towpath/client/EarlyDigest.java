package dev.towpath.client;

import dev.towpath.name.RemotePath;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Request;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The node's digest of a file, asked for over a second connection while the file comes over the first, so that neither side's
 * computing has to wait for the other's. If it can't be had in this way, that is no failure: there is time to ask at the end.
 */
final class EarlyDigest {

    /** Below this the second connection costs more than it saves. */
    private static final long WORTH_IT = 1024 * 1024;

    private final NodeLink link;
    private final Future<Digest> answer;

    private EarlyDigest(NodeLink link, Future<Digest> answer) {
        this.link = link;
        this.answer = answer;
    }

    /**
     * Asks for it.
     *
     * @param link that the file comes over
     * @param size of the file
     * @param options of the question, the tag of the file among them
     */
    static EarlyDigest ask(NodeLink link, RemotePath path, long size, Options options) {
        if (size < WORTH_IT) {
            return new EarlyDigest(link, Future.failedFuture("not asked for"));
        }
        NodeLink second = link.beside();
        return new EarlyDigest(
                second, second.ask(new Request.Hash(path), options).map(Answers::digest));
    }

    /**
     * The file as it comes, but the coming is stopped as soon as the node tells that it is no longer the same file.
     *
     * @param file ends when all has come
     * @param stop makes that future fail
     */
    <T> Future<T> guarding(Future<T> file, Runnable stop) {
        answer.onFailure(failure -> {
            if (isChange(failure)) {
                stop.run();
            }
        });
        return file.recover(
                failure -> Future.failedFuture(answer.failed() && isChange(answer.cause()) ? answer.cause() : failure));
    }

    private static boolean isChange(Throwable failure) {
        return Answers.is(failure, Refusal.CHANGED);
    }

    /** What the node has told, once it has; nothing if it has not. */
    Future<Optional<Digest>> told() {
        return answer.map(Optional::of).otherwise(Optional.empty());
    }

    /** Nobody wants to know any more: the node stops computing when the connection closes. */
    void cancel() {
        if (!answer.isComplete()) {
            link.close();
        }
    }
}
