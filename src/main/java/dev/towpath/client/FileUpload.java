package dev.towpath.client;

import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.Request;
import io.vertx.core.Future;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upload of a local file over all its attempts. Each continues where the node says, under the same id; when an answer was lost, the
 * node is asked what it has before anything is sent again.
 */
final class FileUpload {

    private final LineUpload upload;
    private final LocalContent content;
    private final UploadIds ids;
    private final Request.Upload request;
    private final Digest whole;
    private @Nullable String id;
    private long reached = -1;
    private boolean begun;
    private boolean renamed;
    private boolean uncertain;
    private long sent;
    private long inherited;

    /** @param perhapsStored true if it was sent before by other means, and nobody knows what has become of that */
    FileUpload(LineUpload upload, LocalContent content, UploadIds ids, boolean perhapsStored) {
        this.upload = upload;
        this.content = content;
        this.ids = ids;
        this.begun = perhapsStored;
        this.uncertain = perhapsStored;
        this.request = new Request.Upload(content.size(), upload.to().path());
        this.whole = new Digest(content.size(), content.sha256());
    }

    Future<Sent> run() {
        return upload.retries()
                .run(this::attempt, failure -> true)
                .compose(done -> forgotten().map(done));
    }

    /** Sends a small file once, right behind requests that still wait for their answers. */
    Future<Sent> sendBehind() {
        return upload.link()
                .askBehind(request, atOnce(), new MemorySource(content.smallBytes()))
                .map(Answers::digest)
                .map(stored -> upload.checked(stored, whole, 0));
    }

    private Future<Sent> attempt() {
        return (uncertain ? isStored() : Future.succeededFuture(false))
                .compose(stored -> stored ? Future.succeededFuture(whole) : send())
                .map(answer -> upload.checked(answer, whole, Math.max(0, sent - (whole.size() - inherited))));
    }

    private Future<Digest> send() {
        reached = -1;
        return upload.link()
                .introduced(request)
                .compose(peer -> content.isSmall() && upload.link().takes(Options.BODY) ? sendAtOnce() : sendOnLeave())
                .recover(this::afterwards)
                .onComplete(done -> begun = true);
    }

    /** A small file goes right behind its request. */
    private Future<Digest> sendAtOnce() {
        return upload.link().ask(request, atOnce(), source(0, content.small())).map(Answers::digest);
    }

    private Options atOnce() {
        return options(Options.NONE.with(Options.BODY, Long.toString(whole.size())));
    }

    private Future<Digest> sendOnLeave() {
        return named().compose(name -> upload.link().ask(request, options(LineFiles.PATIENT.with(Options.ID, name))))
                .compose(answer -> upload.send(answer, whole.size(), this::from));
    }

    private Options options(Options special) {
        Options options = special.with(Options.SHA256, whole.sha256());
        boolean timed = upload.plan().keepTimes() && content.modified() >= 0;
        return upload.allowed(timed ? options.with(Options.MTIME, Long.toString(content.modified())) : options);
    }

    private DiskSource from(long offset) {
        if (sent == 0 && offset > 0) {
            inherited = offset;
            upload.progress().note("continuing at byte " + offset + ", where an earlier upload broke off");
        }
        return source(offset, content.from(offset));
    }

    private DiskSource source(long offset, DiskSource.Reader reader) {
        long before = sent;
        reached = offset;
        return new DiskSource(upload.disk(), reader, count -> {
            sent = before + count;
            reached = offset + count;
            upload.retries().progressed();
            upload.progress().moved(offset + count, whole.size());
        });
    }

    /** Finds out what has become of an attempt that failed. */
    private Future<Digest> afterwards(Throwable failure) {
        if (Answers.is(failure, Refusal.CHECKSUM_MISMATCH)) {
            return upload.disk().step(content::refuseChange).compose(v -> anew(failure));
        }
        boolean lost = reached == whole.size() && LineUpload.isOutcomeUnknown(failure);
        boolean perhapsOurs = (begun || upload.plan().resume()) && Answers.is(failure, Refusal.EXISTS);
        uncertain |= lost;
        if (!lost && !perhapsOurs) {
            return Future.failedFuture(failure);
        }
        return isStored()
                .recover(unanswered -> Future.succeededFuture(false))
                .compose(stored -> stored ? Future.succeededFuture(whole) : Future.failedFuture(failure));
    }

    private Future<Boolean> isStored() {
        return upload.isStored(whole).onSuccess(known -> uncertain = false);
    }

    /** What was continued did not belong to this file, although it looked so: once, all is sent under another id. */
    private Future<Digest> anew(Throwable failure) {
        if (inherited == 0 || renamed) {
            return Future.failedFuture(failure);
        }
        renamed = true;
        inherited = 0;
        upload.progress().note("starting anew: what was sent earlier is no part of this file");
        return forgotten().compose(v -> {
            id = null;
            return send();
        });
    }

    private Future<String> named() {
        if (id != null) {
            return Future.succeededFuture(id);
        }
        return upload.disk()
                .run(() -> upload.plan().resume() ? ids.keptFor(key()) : UploadIds.random())
                .onSuccess(chosen -> id = chosen);
    }

    private Future<Void> forgotten() {
        return upload.plan().resume() ? upload.disk().step(() -> ids.forget(key())) : Future.succeededFuture();
    }

    private String key() throws IOException {
        return upload.to() + "\0" + content.identity();
    }
}
