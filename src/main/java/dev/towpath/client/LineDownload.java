package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Options;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One download over all its attempts. Each asks for the file's tag first and speaks of that very tag from then on, continues what is
 * here only if the node's digest shows it to be a prefix, and compares the digest of the whole at the end. A node that knows none of
 * this is asked for the bytes alone.
 */
final class LineDownload {

    private final NodeLink link;
    private final Disk disk;
    private final Retries retries;
    private final RemotePath path;
    private final Destination to;
    private final DownloadPlan plan;
    private final Progress progress;
    private final long start = System.nanoTime();
    private @Nullable LocalCopy copy;
    private @Nullable Blocks blocks;
    private boolean oneStream;
    private long received;
    private long inherited;

    LineDownload(
            NodeLink link,
            Disk disk,
            Retries retries,
            RemotePath path,
            Destination to,
            DownloadPlan plan,
            Progress progress) {
        this.link = link;
        this.disk = disk;
        this.retries = retries;
        this.path = path;
        this.to = to;
        this.plan = plan;
        this.progress = progress;
    }

    Future<Received> run() {
        return retries.run(this::attempt, failure -> received == 0 || (copy != null && copy.isPart()))
                .eventually(() -> copy == null ? Future.succeededFuture() : close(copy));
    }

    /** What came in no order is cut to what is whole from its beginning, so that nobody takes it for more. */
    private Future<Void> close(LocalCopy local) {
        long prefix = blocks == null ? -1 : blocks.prefix();
        return disk.step(() -> {
            try (local) {
                if (prefix >= 0) {
                    local.keep(prefix);
                }
            }
        });
    }

    private Future<Received> attempt() {
        return link.ask(new Request.Info(path))
                .map(Answers::facts)
                .compose(
                        this::fetch,
                        failure -> Answers.isUnknown(failure) ? fetchBare() : Future.failedFuture(failure));
    }

    private Future<Received> fetch(Facts facts) {
        if (facts.directory()) {
            throw new ClientException(Kind.IS_DIRECTORY, "is a directory, which get -r fetches");
        }
        Options condition = Options.NONE.withMandatory(Options.IF, facts.tag());
        Options patient = LineFiles.PATIENT.withMandatory(Options.IF, facts.tag());
        return opened().compose(local -> isParted(local, facts.size())
                ? inBlocks(local, facts, condition, patient)
                : offset(local, facts.size(), patient)
                        .compose(offset -> verified(local, offset, facts.size(), condition, patient))
                        .compose(verified -> finish(
                                local, facts.size(), OptionalLong.of(facts.modified()), verified, local::sha256)));
    }

    private boolean isParted(LocalCopy local, long size) {
        return plan.streams() > 1 && !oneStream && local.isPart() && Blocks.areWorth(size);
    }

    /** Fetches it over several connections; what is proven stays so over all attempts, as long as it is the same file. */
    private Future<Received> inBlocks(LocalCopy local, Facts facts, Options condition, Options patient) {
        return begun(local, facts)
                .compose(begun -> new BlockDownload(
                                link,
                                disk,
                                retries,
                                path,
                                local.part(),
                                begun,
                                condition,
                                patient,
                                new BlockProgress(local, facts.size(), received == 0))
                        .run(plan.streams()))
                .compose(
                        v -> finish(local, facts.size(), OptionalLong.of(facts.modified()), true, () -> ""),
                        failure -> Answers.isUnknown(failure) ? inOneStream(local) : Future.failedFuture(failure));
    }

    private Future<Blocks> begun(LocalCopy local, Facts facts) {
        if (blocks != null && blocks.areOf(facts.tag())) {
            return Future.succeededFuture(blocks);
        }
        boolean look = plan.resume() || received > 0;
        return disk.run(() -> local.keep(look ? facts.size() : 0)).map(held -> {
            inherited = 0;
            blocks = new Blocks(facts.tag(), facts.size(), held);
            return blocks;
        });
    }

    private void noteOneStream() {
        progress.note("one stream instead of " + plan.streams() + ": this node cannot prove parts of a file");
        oneStream = true;
    }

    private Future<Received> inOneStream(LocalCopy local) {
        noteOneStream();
        blocks = null;
        return disk.step(local::restart).compose(v -> attempt());
    }

    /** Fetches what is missing while the node computes its digest, and compares. */
    private Future<Boolean> verified(LocalCopy local, long offset, long size, Options condition, Options patient) {
        long missing = size - offset;
        EarlyDigest early = EarlyDigest.ask(link, path, missing, patient);
        return early.guarding(rest(local, offset, size, condition), link::close)
                .compose(v -> early.told())
                .compose(told -> disk.run(local::sha256).compose(ours -> {
                    boolean same = told.filter(new Digest(size, ours)::equals).isPresent();
                    // a difference may mean that the file was changed meanwhile: the node tells
                    return same ? Future.succeededFuture(true) : isVerified(ours, size, patient, local.name());
                }))
                .onComplete(done -> early.cancel());
    }

    /** The way of the core: the whole, and nothing but its size to check it by. */
    private Future<Received> fetchBare() {
        if (plan.streams() > 1 && !oneStream) {
            noteOneStream();
        }
        return link.ask(new Request.Download(path)).compose(answer -> {
            if (!(answer.status() instanceof Status.Sized sized)) {
                throw new BadAnswerException();
            }
            return opened().compose(local -> anew(local, "this node cannot prove what it has")
                    .compose(v -> receive(local, answer, 0, sized.size()))
                    .compose(v -> finish(local, sized.size(), OptionalLong.empty(), false, local::sha256)));
        });
    }

    private Future<LocalCopy> opened() {
        return copy != null
                ? Future.succeededFuture(copy)
                : disk.run(() -> LocalCopy.open(to)).onSuccess(opened -> copy = opened);
    }

    /** From where on the file is needed, which is where the proven part of it ends. */
    private Future<Long> offset(LocalCopy local, long size, Options patient) {
        if (!plan.resume() && received == 0) {
            return disk.step(local::restart).map(0L);
        }
        return disk.run(local::held).compose(held -> {
            if (held == 0 || held > size) {
                return anew(local, "it is longer than the file there");
            }
            Future<String> ours = disk.run(() -> local.continueAt(held));
            return Future.join(ours, sumOf(held, patient)) // both sides compute at the same time
                    .map(both -> both.resultAt(0).equals(both.resultAt(1)))
                    .recover(failure ->
                            Answers.isUnknown(failure) ? Future.succeededFuture(false) : Future.failedFuture(failure))
                    .compose(
                            proven -> proven ? continued(local, held) : anew(local, "it is no part of the file there"));
        });
    }

    private Future<String> sumOf(long length, Options patient) {
        return retries.whileBusy(
                () -> link.ask(new Request.Sum(0, length, 0, path), patient).compose(Answers::sum));
    }

    private Future<Long> continued(LocalCopy local, long offset) {
        if (received == 0) {
            inherited = offset;
            progress.note("continuing " + local.name() + " at byte " + offset);
        }
        return Future.succeededFuture(offset);
    }

    /** Drops what is here, if it is anything, and says why. */
    private Future<Long> anew(LocalCopy local, String why) {
        return disk.run(() -> {
                    long held = local.held();
                    local.restart();
                    return held;
                })
                .map(held -> {
                    if (held > 0 && (plan.resume() || received > 0)) {
                        progress.note("starting anew instead of continuing " + local.name() + ": " + why);
                    }
                    inherited = 0;
                    return 0L;
                });
    }

    private Future<Void> rest(LocalCopy local, long offset, long size, Options condition) {
        if (offset == size) {
            progress.moved(size, size);
            return Future.succeededFuture();
        }
        Request request = offset == 0 ? new Request.Download(path) : new Request.Range(offset, size - offset, path);
        return link.ask(request, condition).compose(answer -> receive(local, answer, offset, size));
    }

    private Future<Void> receive(LocalCopy local, Response answer, long offset, long size) {
        if (!(answer.status() instanceof Status.Sized sized)) {
            throw new BadAnswerException();
        }
        if (sized.size() != size - offset) {
            throw new ClientException(
                    Kind.INCOMPLETE,
                    "the node announces " + sized.size() + " bytes where " + (size - offset) + " are missing");
        }
        if (!(answer.body() instanceof Body.Stream stream)) {
            return Future.succeededFuture();
        }
        long before = received;
        return disk.write(stream, local, n -> {
                    received = before + n;
                    retries.progressed();
                    progress.moved(offset + n, size);
                })
                .mapEmpty();
    }

    private Future<Boolean> isVerified(String ours, long size, Options patient, String name) {
        return retries.whileBusy(() -> link.ask(new Request.Hash(path), patient).map(Answers::digest))
                .map(theirs -> {
                    if (!theirs.equals(new Digest(size, ours))) {
                        throw new ClientException(
                                Kind.CHECKSUM_MISMATCH,
                                "what has come has another SHA-256 than the file there; it stays in " + name);
                    }
                    return true;
                })
                .recover(failure ->
                        Answers.isUnknown(failure) ? Future.succeededFuture(false) : Future.failedFuture(failure));
    }

    /** @param sha256 of what is here; empty if nobody has computed it */
    private Future<Received> finish(
            LocalCopy local, long size, OptionalLong modified, boolean verified, Supplier<String> sha256) {
        return disk.run(() -> {
                    local.commit(plan.keepTimes() ? modified : OptionalLong.empty());
                    return sha256.get();
                })
                .map(digest -> {
                    blocks = null;
                    return new Received(
                            size,
                            Math.max(0, received - (size - inherited)),
                            verified,
                            true,
                            digest,
                            (System.nanoTime() - start) / 1e9);
                });
    }

    /** Passes on what is told of blocks. */
    private final class BlockProgress implements BlockDownload.Listener {
        private final LocalCopy local;
        private final long size;
        private final boolean first;

        /** @param first true if nothing has come yet: what is here is of an earlier run */
        BlockProgress(LocalCopy local, long size, boolean first) {
            this.local = local;
            this.size = size;
            this.first = first;
        }

        @Override
        public void received(long bytes) {
            received += bytes;
            retries.progressed();
        }

        @Override
        public void moved(long bytes) {
            progress.moved(bytes, size);
        }

        @Override
        public void checked(long kept) {
            if (first) {
                inherited = kept;
            }
            progress.note(
                    kept > 0
                            ? "continuing " + local.name() + " with " + kept + " bytes that are proven"
                            : "starting anew instead of continuing " + local.name()
                                    + ": it has no block of the file there");
        }
    }
}
