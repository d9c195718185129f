package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.testing.RawClient;
import dev.towpath.testing.TowpathStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of many files share: small ones, here or at a stand-in for a node, and several under way at once. */
abstract class SmallFilesTest extends TreeTransferTest {

    TowpathStandIn node;

    @BeforeEach
    final void start() throws IOException {
        node = new TowpathStandIn();
    }

    @AfterEach
    final void stop() throws IOException {
        node.close();
    }

    final TreeResult get(int transfers) {
        return get(at(node.port()), "", here, transfers);
    }

    final TreeResult put(int transfers) {
        return put(at(node.port()), here, "", transfers);
    }

    final TreeResult get(Location location, String from, Path to, int transfers) {
        try (RemoteFiles files = files(location)) {
            return get(files, from, to, TreeFilter.ALL, transfers);
        }
    }

    final TreeResult put(Location location, Path from, String to, int transfers) {
        try (RemoteFiles files = files(location)) {
            return put(files, from, to, TreeFilter.ALL, transfers);
        }
    }

    final void withFiles(int count) {
        for (int i = 0; i < count; i++) {
            node.with(name(i), RawClient.pattern(100, i));
        }
    }

    final void fill(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.write(here.resolve(name(i)), RawClient.pattern(100, i));
        }
    }

    static String name(int i) {
        return (i < 10 ? "f0" : "f") + i;
    }

    final void assertHere() throws IOException {
        for (Map.Entry<String, byte[]> file : node.files.entrySet()) {
            assertArrayEquals(file.getValue(), Files.readAllBytes(here.resolve(file.getKey())), file.getKey());
        }
        try (Stream<Path> all = Files.list(here)) {
            assertEquals(node.files.size(), all.count());
        }
    }
}
