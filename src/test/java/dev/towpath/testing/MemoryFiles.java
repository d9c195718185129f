package dev.towpath.testing;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.net.RequestHandler;
import dev.towpath.wire.Body;
import dev.towpath.wire.ByteSink;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.Continuation;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Entry;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A role for tests that keeps its files in memory and has every verb a dialect can ask for. */
public final class MemoryFiles implements RequestHandler {

    private static final byte[] DIRECTORY = {};

    /** Paths and contents; a directory is the one value {@link #DIRECTORY}. */
    private final NavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>(RemotePath.BYTE_ORDER);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();

    /** Adds a file. */
    public MemoryFiles with(String path, byte[] content) {
        files.put(path, content.clone());
        return this;
    }

    /** Adds a directory. */
    public MemoryFiles withDirectory(String path) {
        files.put(path, DIRECTORY);
        return this;
    }

    /** The content of a file; null if there is none. */
    public byte[] content(String path) {
        byte[] content = files.get(path);
        return content == DIRECTORY ? null : content;
    }

    /** The lines of all that was asked. */
    public List<String> asked() {
        return asked;
    }

    /** What broke uploads. */
    public List<Throwable> broken() {
        return broken;
    }

    @Override
    public Future<Response> handle(Call call, Caller caller) {
        asked.add(call.line());
        Request request = call.request();
        if (request instanceof Request.ListEntries) {
            StringBuilder lines = new StringBuilder();
            files.forEach((path, content) -> {
                if (path.indexOf('/') < 0) {
                    lines.append(new Entry(content == DIRECTORY, content.length, 0, path).line())
                            .append('\n');
                }
            });
            return answer(new Status.Lines(), new Body.Bytes(bytes(lines + "END\n")));
        } else if (request instanceof Request.Info info) {
            byte[] content = info.path().isRoot() ? DIRECTORY : existing(info.path());
            return answer(new Facts(content == DIRECTORY, content.length, 0, "t").status(), new Body.Empty());
        } else if (request instanceof Request.Download download) {
            byte[] content = existing(download.path());
            if (content == DIRECTORY) {
                throw new RefusedException(Refusal.FILE_NOT_FOUND);
            }
            return answer(new Status.Sized(content.length), new Body.Bytes(content));
        } else if (request instanceof Request.MakeDirectory make) {
            if (files.putIfAbsent(make.path().text(), DIRECTORY) != null) {
                throw new RefusedException(Refusal.EXISTS);
            }
            return answer(new Status.Ok(), new Body.Empty());
        } else if (request instanceof Request.Remove remove) {
            existing(remove.path());
            if (files.higherKey(remove.path() + "/") != null
                    && files.higherKey(remove.path() + "/").startsWith(remove.path() + "/")) {
                throw new RefusedException(Refusal.DIRECTORY_NOT_EMPTY);
            }
            files.remove(remove.path().text());
            return answer(new Status.Ok(), new Body.Empty());
        } else if (request instanceof Request.Move move) {
            byte[] content = existing(move.from());
            boolean into = files.get(move.to().text()) == DIRECTORY;
            String to =
                    into ? move.to() + "/" + move.from().fileName() : move.to().text();
            if (files.putIfAbsent(to, content) != null) {
                throw new RefusedException(Refusal.EXISTS);
            }
            files.remove(move.from().text());
            return answer(new Status.Ok(), new Body.Empty());
        } else if (request instanceof Request.Upload upload) {
            if (files.get(upload.path().text()) == DIRECTORY) {
                throw new RefusedException(Refusal.EXISTS);
            }
            return Future.succeededFuture(Response.interim(
                    new Status.Go(0, Status.Go.CHUNKED),
                    new Receiving(upload.path().text())));
        }
        throw new RefusedException(Refusal.UNKNOWN_COMMAND);
    }

    private byte[] existing(RemotePath path) {
        byte[] content = files.get(path.text());
        if (content == null) {
            throw new RefusedException(Refusal.FILE_NOT_FOUND);
        }
        return content;
    }

    private static Future<Response> answer(Status status, Body body) {
        return Future.succeededFuture(Response.of(status, body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An upload on its way in; a line says that it takes time before its answer comes. */
    private final class Receiving implements Continuation, ByteSink {
        private final String path;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final Promise<Response> promise = Promise.promise();

        Receiving(String path) {
            this.path = path;
        }

        @Override
        public Future<Response> proceed(ByteSource source) {
            source.start(this);
            return promise.future();
        }

        @Override
        public void abandon(Throwable cause) {
            broken.add(cause);
        }

        @Override
        public void bytes(ByteBuf piece) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            piece.release();
            content.writeBytes(bytes);
        }

        @Override
        public void ended() {
            files.put(path, content.toByteArray());
            promise.complete(Response.interim(new Status.Wait(), new Continuation() {
                @Override
                public Future<Response> proceed(ByteSource none) {
                    return answer(new Digest(content.size(), "0".repeat(64)).status(), new Body.Empty());
                }

                @Override
                public void abandon(Throwable cause) {}
            }));
        }

        @Override
        public void failed(Throwable cause) {
            broken.add(cause);
            promise.fail(cause);
        }
    }
}
