package dev.towpath.cli;

import dev.towpath.client.Destination;
import dev.towpath.client.DownloadPlan;
import dev.towpath.client.Progress;
import dev.towpath.client.Received;
import dev.towpath.client.RemoteEntry;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.Sent;
import dev.towpath.client.Source;
import dev.towpath.client.UploadPlan;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A node without a network: knows its directories, notes what is asked of it, fails as it is told to. */
class FakeFiles implements RemoteFiles {

    final List<String> asked = new ArrayList<>();
    final Map<String, List<RemoteEntry>> directories = new HashMap<>();

    /** What every transfer and change ends with; none if they are to succeed. */
    Throwable failure;

    @Override
    public Future<List<RemoteEntry>> list(RemotePath directory) {
        asked.add("list " + directory);
        List<RemoteEntry> entries = directories.get(directory.text());
        return entries == null
                ? Future.failedFuture(new RefusedException(Refusal.DIRECTORY_NOT_FOUND))
                : Future.succeededFuture(entries);
    }

    @Override
    public Future<Facts> info(RemotePath path) {
        asked.add("info " + path);
        if (failure != null) {
            return Future.failedFuture(failure);
        }
        return Future.succeededFuture(new Facts(directories.containsKey(path.text()), 0, 0, "t"));
    }

    @Override
    public Future<Digest> hash(RemotePath path) {
        return answer("hash " + path, new Digest(0, "0".repeat(64)));
    }

    @Override
    public Future<Void> makeDirectory(RemotePath path) {
        return answer("mkdir " + path, null);
    }

    @Override
    public Future<Void> remove(RemotePath path) {
        return answer("rm " + path, null);
    }

    @Override
    public Future<Void> move(RemotePath from, RemotePath to) {
        return answer("mv " + from + " " + to, null);
    }

    @Override
    public Future<Received> download(RemotePath path, Destination to, DownloadPlan plan, Progress progress) {
        return answer("get " + path + ' ' + to + ' ' + plan, new Received(5, 0, true, true, "ab", 1));
    }

    @Override
    public Future<Sent> upload(Source from, RemotePath path, UploadPlan plan, Progress progress) {
        return answer("put " + from + ' ' + path + ' ' + plan, new Sent(5, 0, true, "ab", 1));
    }

    private <T> Future<T> answer(String what, T value) {
        asked.add(what);
        return failure == null ? Future.succeededFuture(value) : Future.failedFuture(failure);
    }

    @Override
    public void close() {}
}
