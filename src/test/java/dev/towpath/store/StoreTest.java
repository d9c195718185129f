package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import dev.towpath.testing.SampleRoot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the local store share: a root with everything in it, and words for uploads. */
@Timeout(120)
abstract class StoreTest {

    static final String ID = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path parent;

    Path root;
    LocalStore store;

    @BeforeEach
    final void fill() throws IOException {
        root = SampleRoot.in(parent);
        store = new LocalStore(root);
    }

    static RemotePath path(String text) {
        return RemotePath.ofFolder(text);
    }

    static void assertFails(Reason reason, Executable deed) {
        StoreException e = assertThrows(StoreException.class, deed);
        assertEquals(reason, e.reason(), e::toString);
    }

    /** An upload to a free name, of known size, that leaves nothing behind. */
    static NewFile file(String path, long size) {
        return new NewFile(path(path), size, null, null, false, null, null);
    }

    static NewFile resumable(String path, long size, String id) {
        return new NewFile(path(path), size, id, null, false, null, null);
    }

    static NewFile replacing(String path, long size, String tag) {
        return new NewFile(path(path), size, null, null, true, tag, null);
    }

    static NewFile proved(NewFile file, String sha256) {
        return new NewFile(
                file.path(), file.size(), file.id(), sha256, file.replace(), file.replacedTag(), file.modified());
    }

    String put(NewFile file, String content) throws IOException {
        try (Upload upload = store.upload(file)) {
            upload.write(bytes(content));
            return upload.commit();
        }
    }

    String put(String path, String content) throws IOException {
        return put(file(path, bytes(content).remaining()), content);
    }

    static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(String content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    String content(String path) throws IOException {
        return Files.readString(root.resolve(path));
    }

    boolean exists(String path) {
        return Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** What lies in the private area; nothing if there is none. */
    List<String> privateFiles() throws IOException {
        Path area = root.resolve(PrivateArea.NAME);
        if (!Files.exists(area, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(area)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    void assertNothingIsLeft() throws IOException {
        assertEquals(List.of(), privateFiles());
        try (Stream<Path> all = Files.walk(root)) {
            List<Path> copies = all.filter(file -> file.getFileName().toString().startsWith(".towpath-copy"))
                    .toList();
            assertTrue(copies.isEmpty(), copies::toString);
        }
    }
}
