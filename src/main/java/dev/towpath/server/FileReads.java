package dev.towpath.server;

import dev.towpath.digest.Sha256;
import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.store.FileFacts;
import dev.towpath.store.FileStore;
import dev.towpath.store.OpenFile;
import dev.towpath.store.StoreException;
import dev.towpath.wire.Body;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.SummedFile;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The verbs that read files: {@code DOWNLOAD RANGE HASH SUM}. */
final class FileReads {

    /** Up to this size a file is read at once and leaves in one write with its first line; above it goes by sendfile(2). */
    private static final int SMALL_FILE = 64 * 1024;

    /** Up to this size digests are computed at once, by the thread that opened the file. */
    private static final int QUICK_DIGEST = 256 * 1024;

    /** The most blocks that one {@code SUM} may ask for. */
    private static final int MOST_BLOCKS = 65_536;

    private final FileStore store;
    private final FileThreads threads;
    private final JointReads joint;
    private final Digests digests;

    FileReads(FileStore store, FileThreads threads, JointReads joint, Digests digests) {
        this.store = store;
        this.threads = threads;
        this.joint = joint;
        this.digests = digests;
    }

    Future<Response> download(Request.Download request, Options options) {
        if (!options.has(Options.IF) && !options.has(Options.SUM)) {
            return joint.run(request, () -> {
                OpenFile file = store.open(request.path());
                return part(file, 0, file.size());
            });
        }
        return threads.run(
                () -> {
                    OpenFile file = open(request.path(), options);
                    boolean summed = options.has(Options.SUM) && file.size() <= SMALL_FILE;
                    return summed ? summed(request.path(), file) : part(file, 0, file.size());
                },
                Response::discard);
    }

    /** A small file in one chunk and its digest, if it was the same file all the while; else it goes as usual. */
    private Response summed(RemotePath path, OpenFile file) throws IOException {
        byte[] content;
        try (file) {
            content = read(file.channel(), 0, (int) file.size());
        }
        boolean same = content.length == file.size()
                && store.facts(path).tag().equals(file.facts().tag());
        return same
                ? Response.of(new Status.Chunks(), new Body.Bytes(SummedFile.print(content, sha256(content))))
                : Response.of(new Status.Sized(content.length), new Body.Bytes(content));
    }

    private static String sha256(byte[] content) {
        return Sha256.hex(Sha256.begin().digest(content));
    }

    Future<Response> range(Request.Range request, Options options) {
        return threads.run(
                () -> {
                    OpenFile file = open(request.path(), options);
                    return part(file, request.offset(), clipped(file, request.offset(), request.length()));
                },
                Response::discard);
    }

    Future<Response> hash(Request.Hash request, Options options, Caller caller) {
        return digested(
                request.path(),
                options,
                caller,
                file -> {
                    String tag = file.facts().tag();
                    Optional<String> known = digests.known(tag);
                    String sha256 =
                            known.isPresent() ? known.get() : Digests.sha256(file.channel(), 0, file.size(), caller);
                    if (file.facts().settled()) {
                        digests.keep(tag, sha256);
                    }
                    return Response.of(new Digest(file.size(), sha256).status());
                },
                file -> digests.known(file.facts().tag()).isPresent() ? 0 : file.size());
    }

    Future<Response> sum(Request.Sum request, Options options, Caller caller) {
        return digested(
                request.path(),
                options,
                caller,
                file -> {
                    long length = clipped(file, request.offset(), request.length());
                    byte[] lines = blocks(file.channel(), request.offset(), length, request.block(), caller);
                    return Response.of(new Status.Sized(lines.length), new Body.Bytes(lines));
                },
                file -> Math.min(file.size(), request.length()));
    }

    /** Something that reads a file to digest it. */
    private interface Digesting<T> {
        T of(OpenFile file) throws IOException;
    }

    /**
     * Opens a file, digests, and makes sure that it was the same file all the while.
     *
     * @param bytes how many will be read
     */
    private Future<Response> digested(
            RemotePath path, Options options, Caller caller, Digesting<Response> digesting, Digesting<Long> bytes) {
        Callable<Object> opening = () -> {
            OpenFile file = open(path, options);
            boolean quick = false;
            try {
                quick = bytes.of(file) <= QUICK_DIGEST;
                return quick ? unchanged(path, file, digesting.of(file)) : file;
            } finally {
                if (quick) {
                    file.close();
                }
            }
        };
        Future<Response> answer = threads.run(opening, FileReads::discard).compose(opened -> {
            if (opened instanceof Response quick) {
                return Future.succeededFuture(quick);
            }
            OpenFile file = (OpenFile) opened;
            return digests.run(options.has(Options.WAIT), () -> digesting.of(file))
                    .onComplete(done -> discard(file, new IOException("over")))
                    .compose(response -> threads.run(() -> unchanged(path, file, response), Response::discard));
        });
        return options.has(Options.WAIT)
                ? Patience.with(answer.recover(e -> Future.failedFuture(StoreFaults.told(e, caller))), caller)
                : answer;
    }

    private Response unchanged(RemotePath path, OpenFile file, Response response) {
        FileFacts now = store.facts(path);
        FileServer.require(now, Optional.of(file.facts().tag()));
        return response;
    }

    private static void discard(Object opened, Throwable why) {
        if (opened instanceof OpenFile file) {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private OpenFile open(RemotePath path, Options options) throws IOException {
        OpenFile file = store.open(path);
        try {
            FileServer.require(file.facts(), options.value(Options.IF));
            return file;
        } catch (StoreException e) {
            file.close();
            throw e;
        }
    }

    /** What there is of a part; closes the file if there can be none. */
    private static long clipped(OpenFile file, long offset, long length) throws IOException {
        if (offset > file.size()) {
            file.close();
            throw new RefusedException(Refusal.BAD_NUMBER);
        }
        return Math.min(length, file.size() - offset);
    }

    private static Response part(OpenFile file, long offset, long length) throws IOException {
        if (length > SMALL_FILE) {
            return Response.of(new Status.Sized(length), new Body.FileRegion(file.channel(), offset, length));
        }
        try (file) {
            byte[] content = read(file.channel(), offset, (int) length);
            return Response.of(new Status.Sized(content.length), new Body.Bytes(content));
        }
    }

    /** Reads what the file has now, which may be less than it had when it was opened. */
    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(length);
        while (content.hasRemaining() && channel.read(content, offset + content.position()) >= 0) {
            // until it is full or the file ends
        }
        return content.hasRemaining() ? Arrays.copyOf(content.array(), content.position()) : content.array();
    }

    private static byte[] blocks(FileChannel channel, long offset, long length, long block, Caller caller)
            throws IOException {
        long each = block == 0 ? Math.max(1, length) : block;
        long count = block == 0 ? 1 : length / each + (length % each == 0 ? 0 : 1);
        if (count > MOST_BLOCKS) {
            throw new RefusedException(Refusal.BAD_NUMBER);
        }
        StringBuilder lines = new StringBuilder((int) count * 65);
        for (long i = 0; i < count; i++) {
            long from = i * each;
            lines.append(Digests.sha256(channel, offset + from, Math.min(each, length - from), caller))
                    .append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
