package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.TokenConversation.Message;
import dev.towpath.wire.Body;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.OptionalLong;

/** Fetches one file in the {@code token} dialect, where nothing but the token says that it is whole. */
final class TokenDownload {

    private final TokenVisit visit;
    private final String name;
    private final OptionalLong size;
    private final Disk disk;
    private final Progress progress;

    /** @param size as the server told it just before, if it did */
    TokenDownload(TokenVisit visit, String name, OptionalLong size, Disk disk, Progress progress) {
        this.visit = visit;
        this.name = name;
        this.size = size;
        this.disk = disk;
        this.progress = progress;
    }

    /** Fetches it; the future ends with how many bytes it has, when it stands under its name. */
    Future<Long> to(Destination destination) {
        return visit.fetch(name)
                .compose(message -> message.isEmpty() ? empty(message, destination) : receive(message, destination));
    }

    /** An empty file, or none: the status tells, before anything is opened here. */
    private Future<Long> empty(Message message, Destination destination) {
        return message.whole(0)
                .compose(nothing -> visit.status())
                .compose(v -> disk.run(() -> open(destination)))
                .compose(target -> finish(target, Future.succeededFuture(0L)));
    }

    private Future<Long> receive(Message message, Destination destination) {
        return disk.run(() -> open(destination)).compose(target -> {
            Body.Stream body = new Body.Stream(message.content());
            return finish(
                    target,
                    disk.write(body, target, bytes -> progress.moved(bytes, size.orElse(-1)))
                            .compose(bytes -> visit.status().map(bytes)));
        });
    }

    private Future<Long> finish(Target target, Future<Long> received) {
        return received.compose(bytes -> {
                    if (size.isPresent() && size.getAsLong() != bytes) {
                        throw new ClientException(
                                Kind.INCOMPLETE, bytes + " bytes came where the node had told of " + size.getAsLong());
                    }
                    return disk.step(target::commit).map(bytes);
                })
                .eventually(() -> disk.step(target::close));
    }

    private static Target open(Destination destination) throws IOException {
        return destination instanceof Destination.LocalFile file
                ? Targets.open(file.path())
                : Targets.stream(((Destination.Stream) destination).channel());
    }
}
