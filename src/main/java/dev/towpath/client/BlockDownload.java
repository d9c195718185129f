package dev.towpath.client;

import dev.towpath.client.Blocks.Span;
import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to fetch the blocks of a file that are missing, over several connections at once. Every block is proven by the node's
 * digest of it; one that is not is fetched once more. All of it happens on the event loop of the link, each stream's disk work in an
 * order of its own.
 */
final class BlockDownload {

    private final NodeLink link;
    private final Disk disk;
    private final Retries retries;
    private final RemotePath path;
    private final PartFile part;
    private final Blocks blocks;
    private final Options condition;
    private final Options patient;
    private final Listener listener;
    private final List<NodeLink> lanes = new ArrayList<>();
    private @Nullable Throwable failure;
    private @Nullable Throwable refused;
    private int streams;
    private int checking;
    private long kept;
    private long underWay;

    /** Who is told how it goes. */
    interface Listener {

        /** So many bytes more have come. */
        void received(long bytes);

        /** So many are proven, or on their way to it. */
        void moved(long bytes);

        /** All that was here has been compared: so many bytes of it are proven. */
        void checked(long kept);
    }

    /**
     * @param condition of every request: the tag
     * @param patient the same for what may keep the node at work
     */
    BlockDownload(
            NodeLink link,
            Disk disk,
            Retries retries,
            RemotePath path,
            PartFile part,
            Blocks blocks,
            Options condition,
            Options patient,
            Listener listener) {
        this.link = link;
        this.disk = disk;
        this.retries = retries;
        this.path = path;
        this.part = part;
        this.blocks = blocks;
        this.condition = condition;
        this.patient = patient;
        this.listener = listener;
    }

    /** Fetches them; when the future ends, nobody writes any more. */
    Future<Void> run(int wanted) {
        streams = wanted;
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            NodeLink lane = link.another();
            lanes.add(lane);
            Promise<Void> done = Promise.promise();
            lane.context().runOnContext(v -> begin(lane, done));
            running.add(done.future());
        }
        return Future.join(running).transform(v -> {
            lanes.forEach(NodeLink::close);
            Throwable why = failure != null ? failure : refused;
            return blocks.isWhole() ? Future.succeededFuture() : Future.failedFuture(why);
        });
    }

    /** A node may take fewer connections than are wanted: the others do without that one. */
    private void begin(NodeLink lane, Promise<Void> done) {
        lane.introduced(new Request.Range(0, 0, path)).onComplete(known -> {
            if (known.succeeded()) {
                next(lane, done);
            } else {
                refused = known.cause();
                done.complete();
            }
        });
    }

    private void next(NodeLink lane, Promise<Void> done) {
        Optional<Span> taken = failure == null ? blocks.take(streams) : Optional.empty();
        if (taken.isEmpty()) {
            done.complete();
            return;
        }
        Span span = taken.get();
        Future.<Void>succeededFuture()
                .compose(v -> span.held() ? check(lane, span) : fetch(lane, span))
                .onComplete(result -> {
                    blocks.giveBack(span);
                    if (result.failed()) {
                        stop(result.cause());
                    }
                    next(lane, done);
                });
    }

    /** Nothing more is begun; what the other streams are at may still come, unless it would be for nothing. */
    private void stop(Throwable why) {
        boolean first = failure == null;
        if (first) {
            failure = why;
        }
        if (first && (!Retries.mayPass(why) || isFinal(why))) {
            lanes.forEach(NodeLink::close);
        }
    }

    /** Compares what the part file has. */
    private Future<Void> check(NodeLink lane, Span span) {
        checking++;
        Future<List<String>> ours = disk.run(() -> part.digests(span));
        return Future.join(ours, retries.whileBusy(() -> sums(lane, span))).map(both -> {
            List<String> theirs = both.resultAt(1);
            for (int i = 0; i < span.count(); i++) {
                if (theirs.get(i).equals(ours.result().get(i))) {
                    blocks.prove(span.first() + i);
                    kept += Math.min(Blocks.SIZE, span.length() - i * Blocks.SIZE);
                }
            }
            checking--;
            listener.moved(blocks.provenBytes() + underWay);
            if (checking == 0 && blocks.isChecked()) {
                listener.checked(kept);
            }
            return null;
        });
    }

    private Future<Void> fetch(NodeLink lane, Span span) {
        SpanWriter writer = new SpanWriter(part, span);
        Future<List<String>> early = sums(lane.beside(), span);
        early.onFailure(e -> {
            if (isFinal(e)) {
                lane.close();
            }
        });
        long[] arrived = new long[1];
        Future<Void> came = lane.ask(new Request.Range(span.offset(), span.length(), path), condition)
                .compose(answer -> receive(answer, span, writer, n -> {
                    long more = n - arrived[0];
                    arrived[0] = n;
                    underWay += more;
                    listener.received(more);
                    listener.moved(blocks.provenBytes() + underWay);
                }));
        return Future.join(came, early)
                .transform(both -> {
                    if (early.succeeded()) {
                        return Future.succeededFuture(
                                early.result()); // proves what is whole of it, also if the rest never came
                    }
                    return came.failed() || isFinal(early.cause())
                            ? Future.failedFuture(isFinal(early.cause()) ? early.cause() : came.cause())
                            : retries.whileBusy(
                                    () -> sums(lane, span)); // there was no second connection to be had, say
                })
                .map(theirs -> prove(span, writer.digests(), theirs))
                .compose(v -> came)
                .onComplete(done -> {
                    underWay -= arrived[0];
                    listener.moved(blocks.provenBytes() + underWay);
                });
    }

    private static boolean isFinal(Throwable failure) {
        return Answers.is(failure, Refusal.CHANGED) || Answers.isUnknown(failure);
    }

    private Future<Void> receive(Response answer, Span span, SpanWriter writer, LongConsumer arrived) {
        if (!(answer.status() instanceof Status.Sized sized) || !(answer.body() instanceof Body.Stream stream)) {
            throw new BadAnswerException();
        }
        if (sized.size() != span.length()) {
            throw new ClientException(
                    Kind.INCOMPLETE,
                    "the node announces " + sized.size() + " bytes where " + span.length() + " are missing");
        }
        return disk.write(stream, writer::write, arrived).mapEmpty();
    }

    private Future<List<String>> sums(NodeLink by, Span span) {
        Request sum = new Request.Sum(span.offset(), span.length(), Blocks.SIZE, path);
        return by.ask(sum, patient).compose(answer -> Answers.sums(answer, span.count()));
    }

    private @Nullable Void prove(Span span, List<String> ours, List<String> theirs) {
        for (int i = 0; i < ours.size(); i++) {
            int block = span.first() + i;
            if (ours.get(i).equals(theirs.get(i))) {
                blocks.prove(block);
            } else if (blocks.doubt(block)) {
                throw new ClientException(
                        Kind.CHECKSUM_MISMATCH,
                        "the block at byte " + block * Blocks.SIZE
                                + " has come twice with another SHA-256 than the file has there");
            }
        }
        return null;
    }
}
