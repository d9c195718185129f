package dev.towpath.client;

import dev.towpath.name.RemotePath;
import dev.towpath.testing.Nodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of whole trees share: a folder here, one there, a client, and what it told. */
abstract class TreeTransferTest {

    @TempDir
    Path folder;

    final Nodes nodes = new Nodes();
    final TreeEvents events = new TreeEvents();
    TowpathClient client;
    Path here;
    Path there;

    @BeforeEach
    final void open() throws IOException {
        client = new TowpathClient(
                nodes.vertx(),
                new ClientLimits(nodes.limits(), Duration.ofSeconds(1), Duration.ofSeconds(2)),
                new UploadIds(null));
        here = Files.createDirectory(folder.resolve("here"));
        there = Files.createDirectory(folder.resolve("there"));
    }

    @AfterEach
    final void close() {
        nodes.close();
    }

    static Location at(int port) {
        return Location.at(Nodes.local(port), RemotePath.ROOT);
    }

    final RemoteFiles files(Location location) {
        return client.files(location);
    }

    final TreeResult get(RemoteFiles files, String from, Path to, TreeFilter filter, int transfers) {
        events.begin();
        return Nodes.get(client.downloadTree(
                files, RemotePath.ofFolder(from), to, filter, DownloadPlan.PLAIN, transfers, events));
    }

    final TreeResult put(RemoteFiles files, Path from, String to, TreeFilter filter, int transfers) {
        events.begin();
        return Nodes.get(
                client.uploadTree(files, from, RemotePath.ofFolder(to), filter, UploadPlan.PLAIN, transfers, events));
    }
}
