package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.util.function.Function;

/** What every upload asks of its node, whatever it is made of. */
final class LineUpload {

    private final NodeLink link;
    private final Disk disk;
    private final Retries retries;
    private final Location to;
    private final UploadPlan plan;
    private final Progress progress;
    private final long start = System.nanoTime();

    LineUpload(NodeLink link, Disk disk, Retries retries, Location to, UploadPlan plan, Progress progress) {
        this.link = link;
        this.disk = disk;
        this.retries = retries;
        this.to = to;
        this.plan = plan;
        this.progress = progress;
    }

    NodeLink link() {
        return link;
    }

    Disk disk() {
        return disk;
    }

    Retries retries() {
        return retries;
    }

    Location to() {
        return to;
    }

    UploadPlan plan() {
        return plan;
    }

    Progress progress() {
        return progress;
    }

    /** These options, and leave to replace what is there if the user gave it. */
    Options allowed(Options options) {
        return plan.replace() ? options.withMandatory(Options.FORCE, null) : options;
    }

    /**
     * Sends the content that the node asked for.
     *
     * @param answer to the request; must be a {@code GO}
     * @param source makes the content from an offset on
     * @param size of the whole; {@link Status.Go#CHUNKED} if nobody knows
     * @return what the node has stored; if the reading failed, that failure
     */
    Future<Digest> send(Response answer, long size, Function<Long, DiskSource> source) {
        Continuation next = answer.next();
        if (next == null || !(answer.status() instanceof Status.Go go) || !fits(go, size)) {
            throw new BadAnswerException();
        }
        DiskSource content = source.apply(go.offset());
        return next.proceed(content)
                .compose(NodeLink::settled)
                .map(Answers::digest)
                .recover(failure -> Future.failedFuture(content.failure() == null ? failure : content.failure()));
    }

    private static boolean fits(Status.Go go, long size) {
        return size == Status.Go.CHUNKED
                ? go.offset() == 0 && go.count() == Status.Go.CHUNKED
                : go.offset() <= size && go.count() == size - go.offset();
    }

    /** True if the node may have stored the file all the same, had it been given all of it. */
    static boolean isOutcomeUnknown(Throwable failure) {
        return failure instanceof PeerFaultException || Answers.is(failure, Refusal.PROXY_ERROR);
    }

    /** Asks whether that is what the node has under the name of the upload. */
    Future<Boolean> isStored(Digest ours) {
        return link.ask(new Request.Info(to.path()))
                .map(Answers::facts)
                .compose(facts -> facts.directory() || facts.size() != ours.size()
                        ? Future.succeededFuture(false)
                        : retries.whileBusy(() -> link.ask(new Request.Hash(to.path()), LineFiles.PATIENT)
                                        .map(Answers::digest))
                                .map(ours::equals))
                .recover(failure -> Answers.is(failure, Refusal.FILE_NOT_FOUND)
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(failure));
    }

    /** The node's last word compared with what was read here. */
    Sent checked(Digest stored, Digest ours, long again) {
        if (!stored.equals(ours)) {
            throw new ClientException(
                    Kind.CHECKSUM_MISMATCH,
                    "what the node says it has stored has another SHA-256 than what was read here");
        }
        return new Sent(ours.size(), again, true, ours.sha256(), (System.nanoTime() - start) / 1e9);
    }
}
