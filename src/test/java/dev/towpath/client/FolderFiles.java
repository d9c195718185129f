package dev.towpath.client;

import dev.towpath.name.RemotePath;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A node that is a folder of this machine, and that can be made to refuse, to lie and to tell little. Every future is complete at once. */
class FolderFiles implements RemoteFiles {

    final Path root;
    final Map<String, RuntimeException> refusals = new HashMap<>();
    final Map<String, List<RemoteEntry>> lies = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    boolean tellsKinds = true;

    FolderFiles(Path root) {
        this.root = root;
    }

    private <T> Future<T> answer(String verb, RemotePath path, Supplier<T> answer) {
        asked.add(verb + ' ' + path);
        RuntimeException refusal = refusals.getOrDefault(verb + ' ' + path, refusals.get(verb));
        try {
            return refusal != null ? Future.failedFuture(refusal) : Future.succeededFuture(answer.get());
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Path at(RemotePath path) {
        return root.resolve(path.text());
    }

    private static RefusedException refused(Refusal refusal) {
        return new RefusedException(refusal);
    }

    @Override
    public Future<List<RemoteEntry>> list(RemotePath directory) {
        return answer("ls", directory, () -> {
            if (lies.containsKey(directory.text())) {
                return lies.get(directory.text());
            }
            if (!Files.isDirectory(at(directory))) {
                throw refused(Refusal.DIRECTORY_NOT_FOUND);
            }
            try (Stream<Path> entries = Files.list(at(directory))) {
                return entries.sorted().map(this::entry).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private RemoteEntry entry(Path path) {
        String name = path.getFileName().toString();
        if (!tellsKinds) {
            return new RemoteEntry(name, RemoteEntry.Kind.UNKNOWN, RemoteEntry.UNKNOWN, RemoteEntry.UNKNOWN);
        }
        RemoteEntry.Kind kind = Files.isDirectory(path) ? RemoteEntry.Kind.DIRECTORY : RemoteEntry.Kind.FILE;
        return new RemoteEntry(name, kind, path.toFile().length(), 1000);
    }

    @Override
    public Future<Facts> info(RemotePath path) {
        return answer("info", path, () -> {
            Path file = at(path);
            if (!Files.exists(file)) {
                throw refused(Refusal.FILE_NOT_FOUND);
            }
            try {
                String tag =
                        "t" + Integer.toHexString(file.toRealPath().toString().hashCode());
                return new Facts(Files.isDirectory(file), file.toFile().length(), 1000, tag);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Future<Digest> hash(RemotePath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> makeDirectory(RemotePath path) {
        return answer("mkdir", path, () -> {
            if (Files.exists(at(path))) {
                throw refused(Refusal.EXISTS);
            }
            try {
                Files.createDirectory(at(path));
            } catch (IOException e) {
                throw refused(Refusal.DIRECTORY_NOT_FOUND);
            }
            return null;
        });
    }

    @Override
    public Future<Void> remove(RemotePath path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> move(RemotePath from, RemotePath to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Received> download(RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
        return answer("get", path, () -> {
            try {
                byte[] content = Files.readAllBytes(at(path));
                Files.write(((Destination.LocalFile) to).path(), content);
                progress.moved(content.length, content.length);
                return new Received(content.length, 0, true, true, "", 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress) {
        return answer("put", path, () -> {
            try {
                byte[] content = Files.readAllBytes(((Source.LocalFile) from).path());
                Files.write(at(path), content);
                progress.moved(content.length, content.length);
                return new Sent(content.length, 0, true, "", 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {}
}
