package dev.towpath.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.util.function.Supplier;

/** A lane on which each file, and each request, waits for the end of the one before. */
final class SingleLane implements Lane {

    private final ContextInternal context;
    private final RemoteFiles files;
    private final Disk disk;
    private boolean busy;

    /** @param context where it is used */
    SingleLane(ContextInternal context, RemoteFiles files, Disk disk) {
        this.context = context;
        this.files = files;
        this.disk = disk;
    }

    @Override
    public void run(Runnable action) {
        context.runOnContext(v -> action.run());
    }

    @Override
    public boolean takes(long size) {
        return !busy;
    }

    @Override
    public Future<Received> download(ListedFile file, DownloadPlan plan, Progress progress) {
        return alone(() -> disk.step(file::refuseOccupied)
                .compose(v -> files.download(file.path(), new Destination.LocalFile(file.to()), plan, progress)));
    }

    @Override
    public Future<Sent> upload(OutgoingFile file, UploadPlan plan, Progress progress) {
        return alone(() -> files.upload(new Source.LocalFile(file.from()), file.to(), plan, progress));
    }

    private <T> Future<T> alone(Supplier<Future<T>> transfer) {
        busy = true;
        Promise<T> promise = context.promise();
        Future.<Void>succeededFuture().compose(v -> transfer.get()).onComplete(promise);
        return promise.future().onComplete(done -> busy = false);
    }

    @Override
    public void stop() {}

    @Override
    public void close() {}
}
