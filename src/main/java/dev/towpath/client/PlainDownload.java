package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.vertx.core.Future;
import java.util.concurrent.Callable;

/** A download of which nothing is known but what its answer announces: taken as it comes, and whole if it is as long as that. */
final class PlainDownload {

    private static final long UNKNOWN_SIZE = -1;

    private final Disk disk;
    private final Callable<Target> opener;
    private final Progress progress;
    private final long start = System.nanoTime();

    PlainDownload(Disk disk, Callable<Target> opener, Progress progress) {
        this.disk = disk;
        this.opener = opener;
        this.progress = progress;
    }

    /** Takes the body of an answer; without a size it ends with its connection. */
    Future<Received> receive(Response answer) {
        boolean untilFin = answer.status() instanceof Status.Ok && answer.body() instanceof Body.Stream;
        if (!(answer.status() instanceof Status.Sized) && !untilFin) {
            throw new BadAnswerException();
        }
        long size = answer.status() instanceof Status.Sized sized ? sized.size() : UNKNOWN_SIZE;
        return disk.run(opener)
                .compose(target -> write(answer.body(), size, target)
                        .compose(bytes -> disk.step(target::commit).map(bytes))
                        .eventually(() -> disk.step(target::close)))
                .map(bytes ->
                        new Received(bytes, 0, false, size != UNKNOWN_SIZE, "", (System.nanoTime() - start) / 1e9));
    }

    private Future<Long> write(Body body, long size, Target target) {
        if (!(body instanceof Body.Stream stream)) {
            return Future.succeededFuture(0L);
        }
        return disk.write(stream, target, n -> progress.moved(n, size)).map(bytes -> {
            if (bytes == 0 && size == UNKNOWN_SIZE) {
                // the only way such a node has to say that there is no such file
                throw new ClientException(Kind.INCOMPLETE, "the answer is empty: no such file, or an empty one");
            }
            return bytes;
        });
    }
}
